#!/usr/bin/env python3
"""Grow a real JSONL corpus into a larger one with the same statistics.

usage: grow.py FACTOR [--limit N] < articles.jsonl > larger.jsonl

Copy 0 is the input itself. Every further copy rewrites each word that is not among the 3,000 most frequent
with a letter substitution of its own (vowel for vowel, consonant for consonant, digit for digit, the last three
letters kept so that stemmers still see real endings). A copy therefore keeps lengths, Zipf curve, paragraph reuse,
boilerplate, outlets and dates, while its events share hardly a rare word with those of another copy: events and
passages should not cross copies, and their number should grow with FACTOR. They do cross where most words are frequent
ones, short, or of another script: `check_copies.py` counts how many. Deterministic: same input, same output.
"""
import itertools
import json
import random
import re
import sys
from collections import Counter

WORD = re.compile(r"\w+", re.UNICODE)
VOWELS, CONSONANTS = "aeiou", "bcdfghjklmnpqrstvwxyz"


def substitution(copy):
    rng = random.Random(copy)
    table = {}
    for letters in (VOWELS, CONSONANTS, "0123456789"):
        shuffled = list(letters)
        while any(a == b for a, b in zip(letters, shuffled)):
            rng.shuffle(shuffled)
        for a, b in zip(letters, shuffled):
            table[ord(a)] = b
            if a.upper() != a:
                table[ord(a.upper())] = b.upper()
    return table


def common_words(rows):
    """The words that are spelled the same in every copy: the most frequent of the first articles."""
    counts = Counter()
    for row in itertools.islice(rows, 20000):
        counts.update(w.lower() for w in WORD.findall(row.get("text") or ""))
    return {w for w, _ in counts.most_common(3000)}


def is_left_alone(word, common):
    return word.lower() in common or (len(word) <= 3 and not word.isdigit())


def respelled(word, table):
    keep = 0 if word.isdigit() else 3
    head = len(word) - keep
    return word[:head].translate(table) + word[head:]


def main():
    factor = int(sys.argv[1])
    limit = int(sys.argv[sys.argv.index("--limit") + 1]) if "--limit" in sys.argv else None
    rows = [json.loads(line) for line in itertools.islice(sys.stdin, limit)]
    common = common_words(rows)
    out = sys.stdout
    for copy in range(factor):
        table, cache = substitution(copy), {}

        def word(match):
            w = match.group(0)
            new = cache.get(w)
            if new is None:
                new = w if is_left_alone(w, common) else respelled(w, table)
                cache[w] = new
            return new

        for row in rows:
            if copy:
                row = dict(row)
                for field in ("title", "text"):
                    if row.get(field):
                        row[field] = WORD.sub(word, row[field])
                row["id"] = f"{row['id']}~{copy}"
                if row.get("url"):
                    row["url"] = f"{row['url']}?copy={copy}"
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
