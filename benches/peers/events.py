"""What `embeddings.py` and `scikit.py` share: labelled sets, time factor, linkage, the sweep over cuts, scores.

A set is `NAME.jsonl` beside `NAME.gold.csv` with `article_id,event_id`.
"""

import csv
import json
import re
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

SETS = ["world", "lookalike", "politics", "local"]
CUTS = np.arange(0.02, 0.98, 0.0025)


@dataclass
class Article:
    id: str
    title: str
    text: str
    days: float  # since 1970, not a number when unknown


def read_articles(path, most=None):
    articles = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if len(articles) == most:
                break
            record = json.loads(line)
            title, text = record.get("title") or "", record["text"]
            text = text.removeprefix(title).strip()
            articles.append(Article(str(record["id"]), title, text, days(record.get("published"))))
    return articles


def days(published):
    if not published:
        return float("nan")
    time = datetime.fromisoformat(published)
    return (time if time.tzinfo else time.replace(tzinfo=timezone.utc)).timestamp() / 86400


def read_gold(path):
    """Event of each article."""
    with open(path, encoding="utf-8", newline="") as lines:
        return {row["article_id"]: row["event_id"] for row in csv.DictReader(lines)}


def read_sets(folder):
    """By name: articles and the number of each article's gold event."""
    sets = {}
    for name in SETS:
        articles, gold = read_articles(folder / f"{name}.jsonl"), read_gold(folder / f"{name}.gold.csv")
        sets[name] = articles, numbers(gold[article.id] for article in articles)
    return sets


def numbers(labels):
    return np.unique(list(labels), return_inverse=True)[1]


def drop_repeats(articles):
    """The same without runs of six words that five articles or more have: most of the furniture of pages."""
    words = [list(re.finditer(r"\S+\s*", article.text)) for article in articles]
    runs = [[hash(tuple(word[0] for word in found[at : at + 6])) for at in range(len(found) - 5)] for found in words]
    articles_with = Counter(run for one in runs for run in set(one))
    kept = []
    for article, found, own in zip(articles, words, runs):
        drop = {at + step for at, run in enumerate(own) if articles_with[run] >= 5 for step in range(6)}
        text = "".join(word[0] for at, word in enumerate(found) if at not in drop)
        kept.append(replace(article, text=text))
    return kept


def time_factor(articles):
    """For every pair: Gaussian of 3 days, never below .6, and 1 where a date is unknown."""
    when = np.array([article.days for article in articles])
    apart = when[:, None] - when[None, :]
    return np.nan_to_num(0.6 + 0.4 * np.exp(-(apart**2) / (2 * 3.0**2)), nan=1.0)


def average_linkage(similarity):
    """The tree over a dense matrix of similarities."""
    distance = 1.0 - similarity
    np.fill_diagonal(distance, 0.0)
    return linkage(squareform(distance.clip(0.0), checks=False), "average")


def scores(gold, found):
    """BCubed F1 and pairwise F1, as `src/evaluate.rs` has them."""
    cells, counts = np.unique(np.stack([gold, found]), axis=1, return_counts=True)
    in_gold, in_found = np.bincount(gold)[cells[0]], np.bincount(found)[cells[1]]

    def f1(precision, recall):
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    def pairs(sizes):
        return (sizes * (sizes - 1) / 2).sum()

    bcubed = f1((counts**2 / in_found).sum() / len(gold), (counts**2 / in_gold).sum() / len(gold))
    both, all_gold, all_found = pairs(counts), pairs(np.bincount(gold)), pairs(np.bincount(found))
    return bcubed, f1(both / all_found if all_found else 1.0, both / all_gold if all_gold else 1.0)


def sweep(tree, gold):
    """Scores at every one of `CUTS`, a similarity each."""
    return np.array([scores(gold, fcluster(tree, 1.0 - cut, "distance")) for cut in CUTS])


def print_head():
    print(f"{'F1 as BCubed / pairwise':60} {'cut':>6} " + " ".join(f"{name:>11}" for name in [*SETS, "mean"]))


def print_row(name, cut, values):
    """`values` has a row of two scores for every set."""
    cells = [*values, np.mean(values, axis=0)]
    print(f"{name:60} {cut:>6} " + " ".join(f"{b:5.3f}/{p:5.3f}" for b, p in cells), flush=True)


def print_table(sweeps):
    """By label and set: every label at the single cut best for both scores together, then the best of all labels."""
    labels = list(sweeps)
    # Labels, sets, cuts, the two scores.
    table = np.array([[sweeps[label][name] for name in SETS] for label in labels])
    means = table.mean(axis=1)
    for label, values, mean in zip(labels, table, means):
        cut = mean.sum(axis=1).argmax()
        print_row(label, f"{CUTS[cut]:.4f}", values[:, cut])
    print()
    for what, aim in [("BCubed", means[..., 0]), ("pairwise", means[..., 1]), ("both", means.sum(axis=2))]:
        best, cut = np.unravel_index(aim.argmax(), aim.shape)
        print_row(f"{what}: {labels[best]}", f"{CUTS[cut]:.4f}", table[best, :, cut])
    own = table.sum(axis=3).argmax(axis=2)
    values = np.take_along_axis(table, own[:, :, None, None], axis=2)[:, :, 0]
    best = values.mean(axis=1).sum(axis=1).argmax()
    print_row(f"a cut per set: {labels[best]}", "own", values[best])


def print_retold(binary, folder):
    """retold with its defaults on every set."""
    values = []
    for name in SETS:
        gold = read_gold(folder / f"{name}.gold.csv")
        with tempfile.TemporaryDirectory() as work:
            run = Path(work) / "run"
            command = [str(binary), "cluster", str(folder / f"{name}.jsonl"), "-o", str(run), "--quiet"]
            subprocess.run(command, check=True)
            with open(run / "articles.jsonl", encoding="utf-8") as lines:
                found = {record["id"]: record["event_id"] for record in map(json.loads, lines)}
        values.append(scores(numbers(gold.values()), numbers(found[article] for article in gold)))
    print_row("retold, its default", "", values)
