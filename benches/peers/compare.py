#!/usr/bin/env python3
"""retold's reuse stage beside other tools, in one run on one machine.

    python3 -m venv venv && venv/bin/pip install -r benches/peers/requirements.txt
    cargo build --release --example reuse_pairs
    venv/bin/python benches/peers/compare.py DUMP.jsonl [--paragraphs 100000]

Two parts. `all`: every paragraph of the dump; retold reads JSON Lines and ends with verified pairs, rensa's full-set
MinHash (16 bands of 8) gets the finished sets of hashed 3-grams and ends with unverified flags. `part`: the first
paragraphs, each an article without outlet so that nothing is masked, threshold .8; datasketch, text-dedup's MinHash
classes and SetSimilaritySearch get the same sets, and the last must give the same pairs. Peers get their input ready-made:
only their own work is timed. Seconds are wall; cpu-seconds stand beside them.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
RETOLD = TARGET / "release" / "examples" / "reuse_pairs"


class Timer:
    """Wall and cpu seconds of a block, children included."""

    def __enter__(self):
        self.start = time.perf_counter(), self.cpu_now()
        return self

    def __exit__(self, *_):
        self.wall = time.perf_counter() - self.start[0]
        self.cpu = self.cpu_now() - self.start[1]

    @staticmethod
    def cpu_now():
        own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def retold(path, threshold, folder):
    """Times the tool without writing, then writes words and pairs."""
    command = [str(RETOLD), str(path), str(threshold)]
    with Timer() as timer:
        counts = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    subprocess.run([*command, str(folder)], check=True, capture_output=True)
    return timer, counts


def read_sets(folder):
    """One array of distinct hashed word 3-grams for every line of words.txt."""
    sets = []
    with open(folder / "words.txt", encoding="ascii") as lines:
        for line in lines:
            words = np.array(line.split(), dtype=np.uint64)
            with np.errstate(over="ignore"):
                grams = words[:-2] * np.uint64(0x9E3779B97F4A7C15)
                grams = (grams ^ words[1:-1]) * np.uint64(0xBF58476D1CE4E5B9)
                grams = (grams ^ words[2:] ^ (grams >> np.uint64(29))) * np.uint64(0x94D049BB133111EB)
            sets.append(np.unique(grams))
    return sets


def read_pairs(folder):
    with open(folder / "pairs.txt", encoding="ascii") as lines:
        return {(int(a), int(b)): float(jaccard) for a, b, jaccard in map(str.split, lines)}


def report(rows, name, timer, base, note=""):
    rows.append((name, timer.wall, timer.cpu, timer.wall / base.wall, note))
    print(f"{name:34} {timer.wall:9.2f} s {timer.cpu:9.2f} cpu-s  x{timer.wall / base.wall:8.1f}  {note}", flush=True)


def rensa_flags(sets):
    """Flags of sets that share a band with another one: sketches and look-up only."""
    from rensa import RMinHash, RMinHashLSH

    flat = np.concatenate(sets)
    offsets = np.concatenate([[0], np.cumsum([len(one) for one in sets])]).astype(np.uint64)
    with Timer() as timer:
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, offsets, 128, 42)
        flags = RMinHashLSH(0.5, 128, 16).query_duplicate_flags_matrix_one_shot(matrix)
    return timer, np.array(flags, dtype=bool)


def recall(pairs, flags, least):
    """Share of the sets with a true partner that are flagged."""
    true = {side for pair, jaccard in pairs.items() if jaccard >= least for side in pair}
    return sum(flags[side] for side in true) / max(1, len(true)), len(true)


def parse_only(path):
    """The cost of parsing the JSON alone, line by line, with Python's own C parser: a slow measure, stated as such."""
    with Timer() as timer:
        with open(path, "rb") as lines:
            for line in lines:
                json.loads(line)
    return timer


def compare_all(dump, work):
    rows = []
    print(f"\nAll paragraphs of {dump}, threshold .5")
    timer, counts = retold(dump, 0.5, work)
    report(rows, "retold, JSON to verified pairs", timer, timer, json.dumps(counts))
    sets, pairs = read_sets(work), read_pairs(work)
    peer, flags = rensa_flags(sets)
    shares = ", ".join(f"{recall(pairs, flags, t)[0]:.3f} at {t}" for t in (0.5, 0.7, 0.8))
    report(rows, "rensa 16 x 8, ready-made sets", peer, timer, f"recall {shares}; unverified")
    report(rows, "json.loads of every line", parse_only(dump), timer)


def compare_part(dump, n_paragraphs, work):
    from datasketch import MinHash, MinHashLSH
    from SetSimilaritySearch import all_pairs

    rows = []
    part = work / "part.jsonl"
    taken = 0
    with open(dump, encoding="utf-8") as lines, open(part, "w", encoding="utf-8") as out:
        for line in lines:
            record = json.loads(line)
            for paragraph in (record.get("text") or record.get("body") or "").split("\n"):
                if 8 <= len(paragraph.split()) <= 250 and taken < n_paragraphs:
                    # The language is stated, as no tool here is asked to find it.
                    out.write(json.dumps({"id": f"p{taken}", "lang": "en", "text": paragraph}) + "\n")
                    taken += 1
    print(f"\n{taken} paragraphs, threshold .8")
    timer, counts = retold(part, 0.8, work)
    report(rows, "retold, JSON to verified pairs", timer, timer, json.dumps(counts))
    sets, ours = read_sets(work), read_pairs(work)

    lists = [one.tolist() for one in sets]
    with Timer() as peer:
        found = list(all_pairs(lists, similarity_func_name="jaccard", similarity_threshold=0.8))
    theirs = {(min(a, b), max(a, b)) for a, b, _ in found}
    # Runs are the other half of our definition; with the Jaccard half alone the pairs must be the same.
    mine = {pair for pair, jaccard in ours.items() if jaccard >= 0.8 - 1e-6}
    same = "the same" if mine == theirs else f"NOT the same: {len(mine - theirs)} and {len(theirs - mine)} more"
    report(rows, "SetSimilaritySearch", peer, timer, f"{len(theirs)} pairs, {same}")

    grams = [[int(gram).to_bytes(8, "little") for gram in one] for one in sets]
    with Timer() as peer:
        index, flagged = MinHashLSH(threshold=0.8, num_perm=128, params=(16, 8)), set()
        sketches = [(number, MinHash(num_perm=128)) for number in range(len(grams))]
        for number, sketch in sketches:
            sketch.update_batch(grams[number])
            index.insert(number, sketch)
        for number, sketch in sketches:
            if len(index.query(sketch)) > 1:
                flagged.add(number)
    flags = [number in flagged for number in range(len(grams))]
    report(rows, "datasketch 16 x 8", peer, timer, f"recall {recall(ours, flags, 0.8)[0]:.3f}; unverified")

    text_dedup(part, timer, rows)


def text_dedup(part, timer, rows):
    """text-dedup's own command on the same file, as its README runs it."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [
            sys.executable, "-m", "text_dedup.minhash", "--path", "json", "--data_files", str(part), "--split", "train",
            "--column", "text", "--ngram", "3", "--num_perm", "128", "--b", "16", "--r", "8", "--threshold", "0.8",
            "--output", f"{scratch}/out", "--cache_dir", f"{scratch}/cache", "--num_proc", "2",
        ]
        with Timer() as peer:
            done = subprocess.run(command, capture_output=True, text=True)
        note = "unverified, its reading included" if done.returncode == 0 else f"failed: {done.stderr[-200:]!r}"
        report(rows, "text-dedup minhash 16 x 8", peer, timer, note)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dump", type=Path, help="JSON Lines with a `text` field")
    parser.add_argument("--paragraphs", type=int, default=100_000)
    parser.add_argument("--only", choices=["all", "part"])
    arguments = parser.parse_args()
    if not RETOLD.exists():
        parser.error(f"{RETOLD} is missing: cargo build --release --example reuse_pairs")
    with tempfile.TemporaryDirectory() as work:
        if arguments.only != "part":
            compare_all(arguments.dump, Path(work))
        if arguments.only != "all":
            compare_part(arguments.dump, arguments.paragraphs, Path(work))


if __name__ == "__main__":
    main()
