#!/usr/bin/env python3
"""Grow a real JSONL corpus into a larger one with the same statistics.

usage: grow.py FACTOR [--limit N] [--apart] < articles.jsonl > larger.jsonl

Copy 0 is the input itself. Every further copy rewrites each word that is not among the 3,000 most frequent
with a letter substitution of its own (vowel for vowel, consonant for consonant, digit for digit, the last three
letters kept so that stemmers still see real endings). A copy therefore keeps lengths, Zipf curve, paragraph reuse,
boilerplate, outlets and dates, while its events share hardly a rare word with those of another copy: events and
passages should not cross copies, and their number should grow with FACTOR. They do cross where most words are frequent
ones, short, or of another script: `check_copies.py` counts how many. With --apart only the 50 most frequent words stay,
and all others are respelled whole, in any script: then nothing may cross. Deterministic: same input, same output.
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


def common_words(rows, n=3000):
    """The words that are spelled the same in every copy: the most frequent of the first articles."""
    counts = Counter()
    for row in itertools.islice(rows, 20000):
        counts.update(w.lower() for w in WORD.findall(row.get("text") or ""))
    return {w for w, _ in counts.most_common(n)}


def is_left_alone(word, common):
    return word.lower() in common or (len(word) <= 3 and not word.isdigit())


def respelled(word, table):
    keep = 0 if word.isdigit() else 3
    head = len(word) - keep
    return word[:head].translate(table) + word[head:]


def apart(words, copy, common):
    """For --apart: a spelling of every word that no other copy has, of the same length and case."""
    # Letters are exchanged within their script and case, by a shuffle of all that occur there.
    alphabets = {}
    for letter in sorted({letter for word in words for letter in word}):
        kind = "digit" if letter.isdigit() else (ord(letter) >> 7, letter.isupper(), letter.isalpha())
        alphabets.setdefault(kind, []).append(letter)
    rng = random.Random(copy)
    table = {}
    for _, letters in sorted(alphabets.items(), key=str):
        shuffled = letters[:]
        rng.shuffle(shuffled)
        table.update(zip(map(ord, letters), shuffled))
    return {word: word if word.lower() in common else word.translate(table) for word in words}


def main():
    factor = int(sys.argv[1])
    limit = int(sys.argv[sys.argv.index("--limit") + 1]) if "--limit" in sys.argv else None
    rows = [json.loads(line) for line in itertools.islice(sys.stdin, limit)]
    common = common_words(rows)
    if "--apart" in sys.argv:
        common = common_words(rows, 50)
        words = {w for row in rows for field in ("title", "text") for w in WORD.findall(row.get(field) or "")}
    out = sys.stdout
    for copy in range(factor):
        table, cache = substitution(copy), {}
        if "--apart" in sys.argv and copy:
            cache = apart(words, copy, common)

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
