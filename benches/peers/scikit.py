#!/usr/bin/env python3
"""Events from scikit-learn's TF-IDF and average linkage, beside retold's: how good, and how long.

    python3 -m venv venv && venv/bin/pip install -r benches/peers/requirements.txt
    cargo build --release
    venv/bin/python benches/peers/scikit.py quality FOLDER [--retold target/release/retold]
    venv/bin/python benches/peers/scikit.py time DUMP.jsonl --retold target/release/retold [--articles 8000] [--dense]

`quality`: the four sets of `events.py`, headline and body; cosine with and without the time factor, and with and without words
that articles repeat (scikit-learn has nothing against page furniture, and would be beaten by that alone); average linkage over
the whole matrix, cuts chosen on the labels themselves.

`time`: the first articles of the dump, each tool in a process of its own, in turn three times; shown are the medians. retold
reads JSON Lines, does everything it does and writes it. scikit-learn reads JSON Lines, weighs words, and gets its tree in the
quickest way there is: sparse cosines on all cores, then scipy's linkage, which is what `AgglomerativeClustering` calls.
`--dense` adds that class on the rows themselves, once. It takes no sparse ones: 4,000 articles took four minutes of cpu and
1.6 GB, and 8,000 must take some twenty minutes and 5 GB.
Nothing else may run on the machine; start-up and imports of Python are not counted.
"""

import argparse
import os
import statistics
import tempfile
import time
from itertools import islice
from pathlib import Path

from events import (
    average_linkage,
    drop_repeats,
    print_head,
    print_retold,
    print_table,
    read_articles,
    read_sets,
    sweep,
    time_factor,
)
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import squareform
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import pairwise_distances

# How often the headline counts, and what the vectorizer gets: the plain way, and the best among some fifteen others. "of 2":
# only what two articles have.
WAYS = {
    "words": (1, {}),
    "words of 2 articles": (1, {"min_df": 2}),
    "words, pairs of 2": (1, {"min_df": 2, "ngram_range": (1, 2)}),
    "words, pairs of 2, headline thrice": (3, {"min_df": 2, "ngram_range": (1, 2)}),
}


def vectorise(articles, headlines=1, **settings):
    vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True, **settings)
    return vectorizer.fit_transform("\n".join([article.title] * headlines + [article.text]) for article in articles)


def quality(folder, retold):
    sweeps = {}
    for name, (articles, gold) in read_sets(folder).items():
        factor = time_factor(articles)
        for text, used in [("", articles), (", repeats out", drop_repeats(articles))]:
            for way, (headlines, settings) in WAYS.items():
                cosine = 1.0 - pairwise_distances(vectorise(used, headlines, **settings), metric="cosine")
                for time, similarity in [("", cosine), (", time", cosine * factor)]:
                    sweeps.setdefault(way + text + time, {})[name] = sweep(average_linkage(similarity), gold)
    print_head()
    if retold:
        print_retold(retold, folder)
    print_table(sweeps)


def sparse_job(path):
    distance = pairwise_distances(vectorise(read_articles(path)), metric="cosine", n_jobs=-1)
    linkage(squareform(distance.clip(0.0), checks=False), "average")


def dense_job(path):
    rows = vectorise(read_articles(path)).toarray()
    AgglomerativeClustering(None, metric="cosine", linkage="average", distance_threshold=0.7).fit(rows)


def measure(job):
    """Wall seconds, cpu-seconds and peak bytes of a process that does the job."""
    start = time.perf_counter()
    if not (child := os.fork()):
        job()
        os._exit(0)
    _, status, usage = os.wait4(child, 0)
    assert status == 0, "the job failed"
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def compare_time(dump, retold, n_articles, dense):
    with tempfile.TemporaryDirectory() as work:
        part, run = Path(work) / "part.jsonl", Path(work) / "run"
        with open(dump, "rb") as lines, open(part, "wb") as out:
            out.writelines(islice(lines, n_articles))
            whole = n_articles + sum(1 for _ in lines)

        def retold_job():
            os.execv(retold, [str(retold), "cluster", str(part), "-o", str(run), "--force", "--quiet"])

        jobs = {"retold, all of it, written": retold_job, "scikit-learn, sparse": lambda: sparse_job(part)}
        rounds = [{name: measure(job) for name, job in jobs.items()} for _ in range(3)]
        measured = {name: [statistics.median(column) for column in zip(*(one[name] for one in rounds))] for name in jobs}
        if dense:
            measured["AgglomerativeClustering, dense rows"] = measure(lambda: dense_job(part))
    print(f"\n{n_articles} articles of {dump}")
    base = next(iter(measured.values()))[0]
    for name, (wall, cpu, peak) in measured.items():
        print(f"{name:36} {wall:9.2f} s {cpu:9.2f} cpu-s {peak / 1e9:6.2f} GB  x{wall / base:7.2f}")
    print(f"All {whole}: {whole**2 * 8 / 1e9:.0f} GB for the square matrix, half as much again for its condensed form")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parts = parser.add_subparsers(dest="part", required=True)
    part = parts.add_parser("quality")
    part.add_argument("folder", type=Path, help="NAME.jsonl and NAME.gold.csv of every set")
    part.add_argument("--retold", type=Path, help="binary to run on the same sets")
    part = parts.add_parser("time")
    part.add_argument("dump", type=Path, help="JSON Lines")
    part.add_argument("--retold", type=Path, required=True, help="binary to run on the same articles")
    part.add_argument("--articles", type=int, default=8000)
    part.add_argument("--dense", action="store_true", help="AgglomerativeClustering on dense rows too")
    arguments = parser.parse_args()
    if arguments.part == "quality":
        quality(arguments.folder, arguments.retold)
    else:
        compare_time(arguments.dump, arguments.retold, arguments.articles, arguments.dense)


if __name__ == "__main__":
    main()
