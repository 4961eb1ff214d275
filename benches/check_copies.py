#!/usr/bin/env python3
"""Look for what reaches from one copy into another in the run of a dump that `grow.py` has grown.

usage: check_copies.py RUN [--original FILE.jsonl] [--limit N]

The ids of copy k end in `~k`, those of copy 0 in nothing. No event and no passage of an article's own prose may have
members of two copies, and every copy must have about as many of both as copy 0. Templates, furniture, captions and
stock phrases may cross: they are often made of frequent words only, and those are the same in all copies.

With the file that was grown (and its `--limit`), the words that `grow.py` leaves alone are known too. They are the
3,000 most frequent, those of up to three letters, and those with no letter or digit that it exchanges: of most scripts
other than the Latin one, all. What crosses and has no other words is the generator's doing and counted apart. Also
counted are passages of which so many words are equal that their copies are near-duplicates by the definition (two
copies may respell a short word alike): these are rightly found, but they say that the dump has not grown as it should.

Exit code 1 when an event or a passage of prose crosses that has words which should differ, or, without the file, when
any crosses. Reads line by line; what is kept is a count for each copy, the stories of several events, and where each
article of the original begins.
"""
import argparse
import collections
import functools
import json
import os
import statistics
import sys
import typing

from grow import WORD, common_words, is_left_alone, respelled, substitution

# What is nobody's prose crosses without fault.
PROSE = ("narration", "mixed", "quotation", "revision")
NAMED = 10
# The definition of near-duplicates, see src/reuse/mod.rs: words in a shingle, the least Jaccard similarity, and the
# words of a verbatim run with the share of the paragraph that it must cover.
SHINGLE, THRESHOLD, RUN, COVERAGE = 3, 0.5, 12, 0.6


def lines(run, name):
    with open(os.path.join(run, name + ".jsonl"), encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def split_id(article_id):
    """The id in the original, and the number of the copy."""
    original, mark, copy = article_id.rpartition("~")
    return (original, int(copy)) if mark and copy.isdigit() else (article_id, 0)


class Part(typing.NamedTuple):
    """What of an article of the original is concerned: from start to end, or headline and text."""

    original_id: str
    start: int | None = None
    end: int | None = None


class Original:
    """The dump that was grown, and which of its words are the same in all copies."""

    def __init__(self, path, limit):
        self.file = open(path, "rb")
        self.begins = {}
        rows = self.rows(limit)
        self.common = common_words(rows)
        for _ in rows:
            pass
        self.table = functools.cache(substitution)
        self.spelled = functools.lru_cache(maxsize=200_000)(self.spelled)
        self.stays = functools.lru_cache(maxsize=200_000)(self.stays)
        self.row = functools.lru_cache(maxsize=1_000)(self.row)

    def rows(self, limit):
        begin = 0
        for number, line in enumerate(self.file):
            if number == limit:
                return
            row = json.loads(line)
            self.begins[str(row["id"])] = begin
            begin += len(line)
            yield row

    def row(self, original_id):
        self.file.seek(self.begins[original_id])
        return json.loads(self.file.readline())

    def spelled(self, word, copy):
        """The word as it stands in a copy."""
        return word if copy == 0 or is_left_alone(word, self.common) else respelled(word, self.table(copy))

    def stays(self, word):
        # Every table exchanges the same letters, only for others.
        return self.spelled(word, 1) == word

    def words(self, part):
        """The words of the part, as they were. Respelling keeps the places of all letters."""
        row = self.row(part.original_id)
        if part.start is None:
            return [word for field in ("title", "text") for word in WORD.findall(row.get(field) or "")]
        text, start, end = row["text"], part.start, part.end
        while start > 0 and WORD.match(text[start - 1]):
            start -= 1
        while end < len(text) and WORD.match(text[end]):
            end += 1
        return WORD.findall(text[start:end])

    def is_alike(self, members):
        """Whether all copies are near-duplicates of one of them; members are (words, copies)."""
        copies = sorted(set().union(*(copies for _, copies in members)))
        for center in copies:
            others = (
                [self.spelled(word, copy) == self.spelled(word, center) for word in words]
                for words, its_copies in members
                for copy in its_copies - {center}
            )
            if all(map(is_alike, others)):
                return True
        return False


def is_alike(same):
    """Whether a passage and a copy of it are near-duplicates; `same` says of each word whether both spell it alike."""
    shingles = [all(same[at : at + SHINGLE]) for at in range(len(same) - SHINGLE + 1)]
    shared = sum(shingles)
    longest = run = 0
    for word in same:
        run = run + 1 if word else 0
        longest = max(longest, run)
    by_shingles = bool(shingles) and shared / (2 * len(shingles) - shared) >= THRESHOLD
    return by_shingles or (longest >= RUN and longest >= COVERAGE * len(same))


class Crossing:
    """Events, or passages of some kinds, that have members of several copies."""

    def __init__(self, name, original, are_passages, may_cross=False):
        self.name, self.original = name, original
        self.are_passages, self.may_cross = are_passages, may_cross
        self.number = self.left_alone = self.alike = 0
        self.named, self.shares = [], []

    def add(self, id_, said, copies, parts):
        """`parts` has the copies that each part occurs in."""
        self.number += 1
        share = None
        if self.original:
            members = [(self.original.words(part), its_copies) for part, its_copies in parts.items()]
            stays = [self.original.stays(word) for words, _ in members for word in words]
            share = sum(stays) / max(len(stays), 1)
            self.shares.append(share)
            if share == 1:
                self.left_alone += 1
                return
            self.alike += self.are_passages and self.original.is_alike(members)
        if not self.may_cross and len(self.named) < NAMED:
            stay = "" if share is None else f", {share:.1%} of its words stay"
            some = ", ".join(map(str, sorted(copies)[:6])) + (", …" if len(copies) > 6 else "")
            self.named.append(f"  {id_}, copies {some}{stay}: {said[:70]}")

    def faults(self):
        return 0 if self.may_cross else self.number - self.left_alone

    def tell(self, total):
        print(f"{self.name}: {self.number} of {total} cross{' (they may)' if self.may_cross else ''}")
        if self.shares:
            print(f"  {self.left_alone} have only words that stay the same in all copies")
            if self.are_passages:
                print(f"  {self.alike} others are near-duplicates by the words that the copies share")
            low, high = min(self.shares), max(self.shares)
            print(f"  words that stay: {low:.1%} to {high:.1%}, median {statistics.median(self.shares):.1%}")
        print("".join(line + "\n" for line in self.named), end="")


def check(run, original):
    """All counts of the run: what crosses, and for each copy how much it has."""
    per_copy = collections.defaultdict(collections.Counter)
    totals = collections.Counter()

    stories = {story["id"]: set() for story in lines(run, "stories")}
    for article in lines(run, "articles"):
        copy = split_id(article["id"])[1]
        per_copy[copy]["articles"] += 1
        if article["story_id"] in stories:
            stories[article["story_id"]].add(copy)

    def count(name, crossing, id_, said, members):
        totals[name] += 1
        parts = collections.defaultdict(set)
        for part, copy in members:
            parts[part].add(copy)
        copies = set().union(*parts.values())
        if len(copies) == 1:
            per_copy[copies.pop()][name] += 1
        else:
            crossing.add(id_, said, copies, parts)

    events = Crossing("events", original, are_passages=False)
    for event in lines(run, "events"):
        members = [split_id(article_id) for article_id in event["articles"]]
        count("events", events, event["id"], event["label"], [(Part(id_), copy) for id_, copy in members])

    prose = Crossing(f"passages of prose ({', '.join(PROSE)})", original, are_passages=True)
    other = Crossing("other passages", original, are_passages=True, may_cross=True)
    for passage in lines(run, "passages"):
        name, crossing = ("prose", prose) if passage["kind"] in PROSE else ("other", other)
        members = []
        for member in passage["members"]:
            id_, copy = split_id(member["article_id"])
            members.append((Part(id_, member["start"], member["end"]), copy))
        count(name, crossing, passage["id"], f"{passage['kind']} “{passage['text']}", members)
    return per_copy, totals, stories, (events, prose, other)


def ratio(number, of_copy_0):
    return f"{number / of_copy_0:7.3f}" if of_copy_0 else "      -"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("run", metavar="RUN")
    parser.add_argument("--original", metavar="FILE.jsonl", help="the dump that was grown")
    parser.add_argument("--limit", type=int, metavar="N", help="as it was given to grow.py")
    arguments = parser.parse_args()
    original = arguments.original and Original(arguments.original, arguments.limit)
    per_copy, totals, stories, crossing = check(arguments.run, original)

    for found, total in zip(crossing, ("events", "prose", "other")):
        found.tell(totals[total])
    n_crossing = sum(len(copies) > 1 for copies in stories.values())
    print(f"stories of several events: {n_crossing} of {len(stories)} cross")

    print("\nwhat lies in one copy, and its ratio to copy 0's")
    columns = ("articles", "events", "prose", "other")
    print("copy" + "".join(f"{name:>10}  ratio" for name in columns))
    for copy in sorted(per_copy):
        cells = (f"{per_copy[copy][name]:10}{ratio(per_copy[copy][name], per_copy[0][name])}" for name in columns)
        print(f"{copy:4}" + "".join(cells))
    n_faults = sum(found.faults() for found in crossing)
    print(f"\n{n_faults} cross that should not" if n_faults else "\nnothing crosses that should not")
    sys.exit(1 if n_faults else 0)


main()
