#!/usr/bin/env python3
"""Count the instructions of single kernels, which other work on the machine does not change.

usage: instructions.py [KERNEL …] [--articles N] [--compare RECORD.md]

Builds the `kernels` example with debug information and runs each kernel under callgrind, which counts what lies between
entering and leaving `kernels::measured`. One thread, the corpus of `corpus.rs`, so two runs differ by no more than what
hash tables with random keys make, less than 0.1 %. Instructions are no times: a cache miss counts as one.

The table goes to standard output, in Markdown; it is the table of a record. `--compare` names what has changed by more
than 2 % of a record's figure and ends with 1 if anything has.

Both builds must be made alike: without link-time optimisation and in 16 units unless CARGO_PROFILE_RELEASE_LTO and
CARGO_PROFILE_RELEASE_CODEGEN_UNITS say otherwise, and with the same compiler. CARGO_TARGET_DIR keeps the build apart
from the one in daily use.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
# A change of less may be the order of the code.
NOTABLE = 0.02
ROW = re.compile(r"^\| ([a-z]+) \| ([\d,]+) \|")
INPUT = re.compile(r"seed 2025, (\d+) articles")


def build():
    """The path of the example, and how it was built."""
    profile = {
        "CARGO_PROFILE_RELEASE_LTO": "off",
        "CARGO_PROFILE_RELEASE_CODEGEN_UNITS": "16",
        "CARGO_PROFILE_RELEASE_DEBUG": "line-tables-only",
    }
    profile.update({name: os.environ[name] for name in profile if name in os.environ})
    command = ["cargo", "build", "--release", "--locked", "--example", "kernels", "--message-format=json-render-diagnostics"]
    environment = {**os.environ, **profile}
    told = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    messages = [json.loads(line) for line in told.splitlines()]
    [path] = [m["executable"] for m in messages if m.get("executable") and m["target"]["name"] == "kernels"]
    settings = ", ".join(f"{name.removeprefix('CARGO_PROFILE_RELEASE_').lower()} {profile[name]}" for name in profile)
    return path, settings


def run(command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=True).stdout


def instructions(path, kernel, n_articles):
    """Instructions of the kernel, how much it worked on, and what that was."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "callgrind")
        options = ["--tool=callgrind", "--toggle-collect=kernels::measured*", f"--callgrind-out-file={out}"]
        number, unit = run(["valgrind", *options, path, kernel, str(n_articles)]).strip().split(" ", 1)
        with open(out, encoding="utf-8") as file:
            totals = [line.split()[1] for line in file if line.startswith(("totals:", "summary:"))]
    return int(totals[-1]), int(number), unit


def recorded(path):
    """Instructions of each kernel in a record, and the articles they were counted on."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    rows = map(ROW.match, text.splitlines())
    articles = INPUT.search(text.replace(",000", "000"))
    return {row[1]: int(row[2].replace(",", "")) for row in rows if row}, articles and int(articles[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("kernels", nargs="*", metavar="KERNEL", help="all when none is given")
    parser.add_argument("--articles", type=int, default=2000, metavar="N")
    parser.add_argument("--compare", metavar="RECORD.md")
    arguments = parser.parse_args()
    before, articles_before = recorded(arguments.compare) if arguments.compare else ({}, None)
    if articles_before not in (None, arguments.articles):
        parser.error(f"the record is of {articles_before} articles: give --articles {articles_before}")
    path, settings = build()
    known = run([path]).split()
    if unknown := [kernel for kernel in arguments.kernels if kernel not in known]:
        parser.error(f"no kernel is called {', '.join(unknown)}; there are {', '.join(known)}")

    rustc = run(["rustc", "--version"]).split(" (")[0]
    print(f"- build: {settings}; {rustc}; {run(['valgrind', '--version']).strip()}")
    print(f"- input: generated, `corpus.rs`, seed 2025, {arguments.articles:,} articles\n")
    print("| kernel | instructions | per unit | of |" + (" before | change |" if before else ""))
    print("|---|--:|--:|--:|" + ("--:|--:|" if before else ""))
    changed = []
    for kernel in arguments.kernels or known:
        total, number, unit = instructions(path, kernel, arguments.articles)
        row = f"| {kernel} | {total:,} | {total / max(number, 1):,.0f} | {number:,} {unit} |"
        if kernel in before:
            change = total / before[kernel] - 1
            row += f" {before[kernel]:,} | {change:+.1%} |"
            if abs(change) > NOTABLE:
                changed.append(f"{kernel} {change:+.1%}")
        print(row, flush=True)
    if before:
        print(f"\nchanged by more than {NOTABLE:.0%}: {', '.join(changed) or 'none'}")
    sys.exit(1 if changed else 0)


main()
