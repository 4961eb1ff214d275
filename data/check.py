#!/usr/bin/env python3
"""Check the sample corpus and its gold labels (Python 3.9 or later, standard library only).

    python3 data/check.py            check; exit status 1 and one line per defect if something is wrong
    python3 data/check.py --links    also print the measured values of every labelled link

Besides the plain consistency of files and ids it measures every labelled link, compares the measurement with the label,
and compares all paragraphs with all others to find reuse that the gold file does not name.
"""

import csv
import json
import re
import sys
from collections import Counter
from datetime import date, datetime
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

HERE = Path(__file__).resolve().parent
KINDS = {"narration", "quotation", "mixed", "template", "furniture", "stock", "revision"}
EDITS = {"identical", "verbatim", "edited", "contained", "partial"}
FIELDS = {"id", "title", "text", "published", "outlet", "url", "lang"}

# Reuse as the tool defines it: word 3-grams, or one long verbatim run.
SHORTEST, JACCARD, RUN, RUN_SHARE = 8, 0.5, 12, 0.6

QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'"})
GERMAN_CLOSE = re.compile(r"„([^“”]*)“")
# Frequent words by which the language of a text is recognised, for the count only.
HINTS = {"en": " the and of was that ", "de": " der und die nicht von ", "fr": " le et les des dans "}

defects = []


def defect(message):
    defects.append(message)


def fold(text):
    """Whitespace and quotes folded: what `identical` allows to differ."""
    text = text.translate(QUOTES)
    text = re.sub(r'"\s+(?=\w)', '"', re.sub(r"\s+", " ", text))
    return re.sub(r'\s+"', '"', text).strip()


def words(text):
    """Words folded for case, punctuation and the points of acronyms: what `verbatim` allows to differ."""
    text = re.sub(r"\b(?:\w\.){2,}", lambda m: m.group().replace(".", ""), text.translate(QUOTES))
    return re.findall(r"\w+", text.casefold())


def quoted(text):
    """The words of `text`, each with the fact whether it stands between quotation marks."""
    text = GERMAN_CLOSE.sub(r"«\1»", text)
    text = re.sub(r"\b(?:\w\.){2,}", lambda m: m.group().replace(".", ""), text)
    inside, out = False, []
    for piece in re.findall(r"[“”«»\"]|\w+", text.translate(str.maketrans({"’": "'", "‘": "'"}))):
        if piece in "“«":
            inside = True
        elif piece in "”»":
            inside = False
        elif piece == '"':
            inside = not inside
        else:
            out.append((piece.casefold(), inside))
    return out


def grams(tokens, n=3):
    return {tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1)}


def measure(a, b):
    """Jaccard, longest run, coverage of the shorter and of the longer, share of the common words that is quoted."""
    wa, wb = words(a), words(b)
    ga, gb = grams(wa), grams(wb)
    jaccard = len(ga & gb) / max(1, len(ga | gb))
    blocks = [m for m in SequenceMatcher(None, wa, wb, autojunk=False).get_matching_blocks() if m.size > 1]
    common = sum(m.size for m in blocks)
    run = max((m.size for m in blocks), default=0)
    short, long = sorted((len(wa), len(wb)))
    marks_a, marks_b = quoted(a), quoted(b)
    in_quotes = sum(
        marks_a[m.a + i][1] or marks_b[m.b + i][1] for m in blocks for i in range(m.size)
    ) if len(marks_a) == len(wa) and len(marks_b) == len(wb) else -1
    return jaccard, run, common / max(1, short), common / max(1, long), in_quotes / max(1, common)


def near(a, b):
    """Whether two paragraphs are reuse by the tool's definition; the cheap half first."""
    wa, wb = words(a), words(b)
    if min(len(wa), len(wb)) < SHORTEST:
        return False
    ga, gb = grams(wa), grams(wb)
    shared = len(ga & gb)
    if shared / len(ga | gb) >= JACCARD:
        return True
    if shared < RUN - 2:
        return False
    run = SequenceMatcher(None, wa, wb, autojunk=False).find_longest_match(0, len(wa), 0, len(wb)).size
    return run >= RUN and run >= RUN_SHARE * min(len(wa), len(wb))


def edit_of(a, b, shorter, longer):
    if fold(a) == fold(b):
        return "identical"
    if words(a) == words(b):
        return "verbatim"
    if shorter >= 0.8:
        return "edited" if longer >= 0.8 else "contained"
    return "partial"


def read_articles():
    articles = {}

    def add(article, where):
        if article["id"] in articles:
            defect(f"{where}: id {article['id']} occurs twice")
        article["paragraphs"] = [line.strip() for line in article["text"].split("\n") if line.strip()]
        if not 120 <= len(article["text"].split()) <= 300:
            defect(f"{where}: {article['id']} has {len(article['text'].split())} words")
        articles[article["id"]] = article

    path = HERE / "sample/articles.jsonl"
    for row, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path.name}:{row}"
        try:
            article = json.loads(line)
        except ValueError as error:
            defect(f"{where}: not JSON: {error}")
            continue
        if set(article) - FIELDS or not {"id", "title", "text", "outlet", "url"} <= set(article):
            defect(f"{where}: fields {sorted(article)}")
        published = article.get("published")
        if published is not None:
            try:
                if len(published) == 10:
                    date.fromisoformat(published)
                elif datetime.fromisoformat(published.replace("Z", "+00:00")).tzinfo is None:
                    defect(f"{where}: no time zone in {published}")
            except ValueError:
                defect(f"{where}: no date: {published}")
        add(article, where)
    for path in sorted((HERE / "sample/texts").iterdir()):
        if path.suffix != ".txt":
            defect(f"{path.name}: not a text file")
            continue
        add({"id": path.stem, "text": path.read_text(encoding="utf-8"), "outlet": "(text file)"}, path.name)
    return articles


def language(article):
    padded = Counter(words(article["text"]))
    found = max(HINTS, key=lambda code: sum(padded[word] for word in HINTS[code].split()))
    if article.get("lang", found) != found:
        defect(f"{article['id']}: lang says {article['lang']}, the words say {found}")
    return found


def read_events(articles):
    with open(HERE / "gold/events.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    if rows[0] != ["article_id", "event_id"]:
        defect(f"events.csv: header {rows[0]}")
    labels = {}
    for article, event in rows[1:]:
        if article in labels:
            defect(f"events.csv: {article} occurs twice")
        labels[article] = event
    for article in sorted(set(labels) - set(articles)):
        defect(f"events.csv: no such article: {article}")
    for article in sorted(set(articles) - set(labels)):
        defect(f"events.csv: no label for {article}")
    return labels


def read_reuse(articles, show):
    """The labelled families, and the paragraphs that they join, transitively, in one group."""
    families, parent = [], {}

    def root(x):
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x

    path = HERE / "gold/reuse.jsonl"
    for row, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path.name}:{row}"
        try:
            family = json.loads(line)
        except ValueError as error:
            defect(f"{where}: not JSON: {error}")
            continue
        kind, edit, members = family["kind"], family["edit"], family["members"]
        if kind not in KINDS or edit not in EDITS:
            defect(f"{where}: unknown kind or edit: {kind}, {edit}")
        keys = [(m["article_id"], m["paragraph"]) for m in members]
        if len(set(keys)) < 2 or len(set(keys)) != len(keys):
            defect(f"{where}: fewer than two members, or one of them twice")
        missing = [k for k in keys if k[0] not in articles or not 0 <= k[1] < len(articles[k[0]]["paragraphs"])]
        if missing:
            defect(f"{where}: no such paragraph: {missing}")
            continue
        texts = [articles[a]["paragraphs"][n] for a, n in keys]
        for key, text in zip(keys[1:], texts[1:]):
            parent[root(key)] = root(keys[0])
            jaccard, run, shorter, longer, in_quotes = measure(texts[0], text)
            found = edit_of(texts[0], text, shorter, longer)
            if show:
                print(f"{kind:10} {edit:10} J {jaccard:.2f} run {run:2} cover {shorter:.2f}/{longer:.2f}"
                      f" quoted {in_quotes:5.2f}  {keys[0]} {key}")
            if edit != found:
                defect(f"{where}: {keys[0]} {key}: labelled {edit}, measured {found} ({shorter:.2f}/{longer:.2f})")
            expected = "quotation" if in_quotes >= 0.8 else "mixed" if in_quotes > 0.2 else "narration"
            if kind in ("quotation", "mixed", "narration") and kind != expected:
                defect(f"{where}: {keys[0]} {key}: labelled {kind}, quoted share {in_quotes:.2f}")
            if not near(texts[0], text):
                defect(f"{where}: {keys[0]} {key}: outside the definition (J {jaccard:.2f}, run {run})")
        outlets = [articles[a]["outlet"] for a, _ in keys]
        if kind in ("template", "revision") and len(set(outlets)) != 1:
            defect(f"{where}: {kind} across outlets: {sorted(set(outlets))}")
        if kind == "template" and len(keys) < 6:
            defect(f"{where}: a template in only {len(keys)} articles")
        families.append(family)
    return families, root


def find_unlabelled(articles, root):
    """All paragraphs against all of other articles: whatever is reuse by definition must be labelled."""
    paragraphs = [(a, n, text) for a in articles for n, text in enumerate(articles[a]["paragraphs"])]
    pairs = 0
    for (a, i, first), (b, j, second) in combinations(paragraphs, 2):
        if a != b and near(first, second):
            pairs += 1
            if root((a, i)) != root((b, j)):
                defect(f"reuse.jsonl: not labelled: {a}#{i} and {b}#{j}: {second[:70]}")
    return len(paragraphs), pairs


def main():
    articles = read_articles()
    languages = Counter(language(article) for article in articles.values())
    labels = read_events(articles)
    families, root = read_reuse(articles, "--links" in sys.argv[1:])
    paragraphs, pairs = find_unlabelled(articles, root)

    sizes = Counter(Counter(labels.values()).values())
    dated = Counter(
        "none" if "published" not in a else "day" if len(a["published"]) == 10 else "time"
        for a in articles.values() if a["outlet"] != "(text file)"
    )
    print(f"articles   {len(articles)}, paragraphs {paragraphs}, words {sum(len(a['text'].split()) for a in articles.values())}")
    print("languages  " + ", ".join(f"{k} {v}" for k, v in sorted(languages.items())))
    print("lang field " + ", ".join(f"{k} {v}" for k, v in sorted(Counter(
        a.get("lang", "absent") for a in articles.values()).items())))
    print("dates      " + ", ".join(f"{k} {v}" for k, v in sorted(dated.items())))
    print(f"events     {len(set(labels.values()))}: " + ", ".join(f"{n} of size {s}" for s, n in sorted(sizes.items())))
    print(f"reuse      {len(families)} families, {pairs} pairs of paragraphs by the definition")
    print("  kinds    " + ", ".join(f"{k} {v}" for k, v in sorted(Counter(f["kind"] for f in families).items())))
    print("  edits    " + ", ".join(f"{k} {v}" for k, v in sorted(Counter(f["edit"] for f in families).items())))
    print("outlets")
    for outlet, count in sorted(Counter(a["outlet"] for a in articles.values()).items()):
        print(f"  {count:3} {outlet}")
    for message in defects:
        print("DEFECT " + message, file=sys.stderr)
    print("ok" if not defects else f"{len(defects)} defects")
    return 1 if defects else 0


if __name__ == "__main__":
    sys.exit(main())
