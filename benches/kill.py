#!/usr/bin/env python3
"""Kill a run at random moments, go on with it, compare the results with those of a run that nothing disturbed.

usage: kill.py RETOLD DUMP [--articles N] [--moments M] [--seed S] [--full-disk]

Takes the first N (20,000) lines of DUMP. Every moment is one run that gets SIGKILL, then `retold cluster --resume`; a run
that is killed before it has kept anything is begun again. With --full-disk also on a file system that is too small
(needs root, for a tmpfs), which is then made larger. Prints a line a moment, ends with 1 when any file differs.
"""
import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

MEASURED = ("timings", "peak_memory_bytes", "memory_limit_bytes")


def results(run):
    found = {}
    for name in sorted(os.listdir(run)):
        with open(os.path.join(run, name), "rb") as file:
            found[name] = file.read()
    run_json = json.loads(found["run.json"])
    for key in MEASURED:
        run_json[key] = None
    found["run.json"] = json.dumps(run_json).encode()
    return found


def differing(a, b):
    return sorted(name for name in a.keys() | b.keys() if a.get(name) != b.get(name))


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("retold")
    parser.add_argument("dump")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--moments", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--full-disk", action="store_true")
    args = parser.parse_args()
    retold = os.path.abspath(args.retold)
    rng = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as folder:
        with open(args.dump, "rb") as dump, open(os.path.join(folder, "dump.jsonl"), "wb") as part:
            for _, line in zip(range(args.articles), dump):
                part.write(line)
        begin = [retold, "cluster", "dump.jsonl", "-o", "run", "--quiet"]
        go_on = [retold, "cluster", "--resume", "run", "--quiet"]
        run = os.path.join(folder, "run")
        start = time.time()
        subprocess.run(begin, cwd=folder, check=True)
        took = time.time() - start
        expected = results(run)
        print(f"undisturbed: {took:.1f} s, {len(expected)} files", flush=True)
        failed = 0
        for moment in range(args.moments):
            shutil.rmtree(run)
            after = rng.uniform(0, took)
            process = subprocess.Popen(begin, cwd=folder)
            time.sleep(after)
            process.kill()
            process.wait()
            unfinished = os.path.join(run, ".unfinished")
            kept = sorted(os.listdir(unfinished)) if os.path.isdir(unfinished) else []
            start = time.time()
            if "job.json" in kept:
                subprocess.run(go_on, cwd=folder, check=True)
            elif not os.path.exists(os.path.join(run, "run.json")):
                subprocess.run(begin, cwd=folder, check=True)
            different = differing(expected, results(run))
            failed += bool(different)
            kept = [name for name in kept if not name.startswith(".")]
            print(
                f"killed after {after:5.1f} s, kept {', '.join(kept) or 'nothing'}: went on for "
                f"{time.time() - start:.1f} s, {'differs in ' + ', '.join(different) if different else 'the same bytes'}",
                flush=True,
            )
        if args.full_disk:
            failed += full_disk(begin, go_on, folder, run, expected)
    sys.exit(1 if failed else 0)


def full_disk(begin, go_on, folder, run, expected):
    shutil.rmtree(run)
    os.mkdir(run)
    size = sum(map(len, expected.values()))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size // 2}", "tmpfs", run], check=True)
    try:
        full = subprocess.run(begin, cwd=folder, capture_output=True, text=True)
        print(f"full disk: exit code {full.returncode}, {full.stderr.strip()}")
        subprocess.run(["mount", "-o", f"remount,size={size * 4}", run], check=True)
        subprocess.run(go_on, cwd=folder, check=True)
        different = differing(expected, results(run))
        print(f"went on with more room: {'differs in ' + ', '.join(different) if different else 'the same bytes'}")
        subprocess.run(["mount", "-o", "remount,ro", run], check=True)
        read_only = subprocess.run(begin + ["--force"], cwd=folder, capture_output=True, text=True)
        print(f"read-only: exit code {read_only.returncode}, {read_only.stderr.strip()}")
        return bool(different) + (full.returncode == 0) + (read_only.returncode == 0)
    finally:
        subprocess.run(["umount", run], check=True)


main()
