#!/usr/bin/env python3
"""Opens every export of the sample with the program it is meant for, and ends with 1 where one reads something else.

    python3 tests/consumers.py target/release/retold [--venv FOLDER]

Installs duckdb, pandas, pyarrow and networkx from PyPI into a virtual environment below a scratch folder, or into
FOLDER, which is used again when it is there.
"""

import argparse
import collections
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGES = ["duckdb", "pandas", "pyarrow", "networkx"]
LISTS = {
    "event_articles": ("events", "articles"),
    "event_keywords": ("events", "keywords"),
    "story_events": ("stories", "events"),
    "story_keywords": ("stories", "keywords"),
    "passage_members": ("passages", "members"),
}


def in_environment(arguments):
    """Starts this script again with the interpreter that has the packages."""
    folder = pathlib.Path(arguments.venv) if arguments.venv else pathlib.Path(arguments.scratch) / "venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    probe = subprocess.run([str(python), "-c", "import " + ", ".join(PACKAGES)], stderr=subprocess.DEVNULL)
    if probe.returncode:
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True)
    command = [str(python), __file__, arguments.retold, "--scratch", arguments.scratch, "--inside"]
    return subprocess.run(command).returncode


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def same(what, found, expected):
    assert found == expected, f"{what}: found {found!r}, expected {expected!r}"


class Sample:
    """The run of the sample, its lines, and its exports."""

    def __init__(self, retold, scratch):
        self.retold, self.scratch = retold, pathlib.Path(scratch)
        self.run = self.scratch / "run"
        self.call("cluster", ROOT / "data" / "sample", "-o", self.run, "--pairs", "--quiet", "--force")
        names = ["articles", "events", "stories", "passages", "outlets", "outlet_pairs", "pairs", "rejects"]
        self.lines = {name: lines(self.run / f"{name}.jsonl") for name in names}
        self.sizes = {name: len(found) for name, found in self.lines.items()}
        self.sizes["outlet_matrix"] = 2 * self.sizes["outlet_pairs"]
        for table, (name, key) in LISTS.items():
            self.sizes[table] = sum(len(line[key]) for line in self.lines[name])
        self.sizes["passage_edits"] = sum(
            len(member["edits"]) for passage in self.lines["passages"] for member in passage["members"])
        self.sizes["wire_evidence"] = sum(
            len(article["wire"]["evidence"]) for article in self.lines["articles"] if article["wire"])

    def call(self, *arguments):
        subprocess.run([self.retold, *map(str, arguments)], check=True)

    def export(self, kind, name, *options):
        path = self.scratch / name
        self.call("export", self.run, "--to", kind, "-o", path, "--quiet", "--force", *options)
        return path


def duckdb_reads_tables(sample):
    import duckdb
    types = {"id": "VARCHAR", "tokens": "BIGINT", "reused_share": "DOUBLE"}
    for kind, time in [("parquet", "TIMESTAMP WITH TIME ZONE"), ("csv", None)]:
        folder = sample.export(kind, kind)
        same("tables", sorted(path.stem for path in folder.iterdir()), sorted(sample.sizes))
        for table, size in sample.sizes.items():
            found = duckdb.sql(f"select count(*) from '{folder}/{table}.{kind}'").fetchall()[0][0]
            same(f"rows of {table}.{kind}", found, size)
        described = duckdb.sql(f"describe select * from '{folder}/articles.{kind}'").fetchall()
        found = {row[0]: row[1] for row in described}
        for column, expected in types.items():
            same(f"type of {column} in {kind}", found[column], expected)
        assert found["published"].startswith("TIMESTAMP"), found["published"]
        if time:
            same("type of published", found["published"], time)
            ties = {row[0]: row[1] for row in duckdb.sql(f"describe select * from '{folder}/passages.{kind}'").fetchall()}
            same("type of earliest_tie", ties["earliest_tie"], "BOOLEAN")
        tokens = duckdb.sql(f"select sum(tokens) from '{folder}/articles.{kind}'").fetchall()[0][0]
        same("words", int(tokens), sum(article["tokens"] for article in sample.lines["articles"]))
        joined = duckdb.sql(
            f"select count(*) from '{folder}/passage_members.{kind}' m join '{folder}/articles.{kind}' a "
            f"on m.article_id = a.id join '{folder}/passages.{kind}' p on p.id = m.passage_id").fetchall()[0][0]
        same(f"joined members in {kind}", joined, sample.sizes["passage_members"])


def pandas_reads_tables(sample):
    import pandas
    import pyarrow.parquet
    typed, plain = sample.export("parquet", "parquet"), sample.export("csv", "csv", "--bom")
    for table, size in sample.sizes.items():
        same(f"rows of {table}.parquet", len(pandas.read_parquet(typed / f"{table}.parquet")), size)
        # `None` and `NA` are words, not missing values; an id such as 007 is text.
        frame = pandas.read_csv(plain / f"{table}.csv", keep_default_na=False, na_values=[""], encoding="utf-8-sig")
        same(f"rows of {table}.csv", len(frame), size)
    frame = pandas.read_parquet(typed / "articles.parquet")
    assert str(frame["published"].dtype).startswith("datetime64[ms"), frame["published"].dtype
    same("type of tokens", str(frame["tokens"].dtype), "int64")
    same("type of reused_share", str(frame["reused_share"].dtype), "float64")
    titles = [None if pandas.isna(value) else value for value in frame["title"]]
    same("titles", titles, [article["title"] for article in sample.lines["articles"]])
    dates = [None if pandas.isna(value) else value.strftime("%Y-%m-%dT%H:%M:%SZ") for value in frame["published"]]
    same("dates", dates, [article["published"] for article in sample.lines["articles"]])
    schema = pyarrow.parquet.read_schema(typed / "articles.parquet")
    same("type of id", str(schema.field("id").type), "string")
    same("type of published", str(schema.field("published").type), "timestamp[ms, tz=UTC]")


def sqlite_searches(sample):
    database = sqlite3.connect(sample.export("sqlite", "run.sqlite"))
    same("broken references", database.execute("pragma foreign_key_check").fetchall(), [])
    for table, size in sample.sizes.items():
        same(f"rows of {table}", database.execute(f"select count(*) from {table}").fetchall()[0][0], size)
    found = database.execute(
        "select a.id from articles_fts f join articles a on a.rowid = f.rowid where articles_fts match 'warehouse' "
        "order by rank").fetchall()
    titles = {article["id"] for article in sample.lines["articles"] if "warehouse" in (article["title"] or "").lower()}
    assert titles and {row[0] for row in found} == titles, (found, titles)
    found = database.execute("select count(*) from passages_fts where passages_fts match 'firefighters'").fetchall()[0][0]
    assert found > 0
    top = database.execute("select id, size, keywords from event_overview").fetchall()
    same("events in order", [row[0] for row in top], [event["id"] for event in sample.lines["events"]])
    same("keywords", top[0][2], ", ".join(sample.lines["events"][0]["keywords"]))
    order = [row[0] for row in database.execute("select id from passage_overview")]
    same("passages in order", order, [passage["id"] for passage in sample.lines["passages"]])
    shared = dict(database.execute("select outlet, shared_passages from outlet_reuse"))
    same("shared passages", sum(shared.values()), 2 * sum(pair["passages"] for pair in sample.lines["outlet_pairs"]))
    metadata = dict(database.execute("select key, value from metadata"))
    with open(sample.run / "run.json", encoding="utf-8") as file:
        run = json.load(file)
    same("fingerprint", metadata["settings_fingerprint"], run["settings_fingerprint"])


def networkx_reads_networks(sample):
    import networkx
    expected = collections.Counter()
    for pair in sample.lines["outlet_pairs"]:
        expected[pair["b"], pair["a"], "later_to_earlier"] += pair["first_a"]
        expected[pair["a"], pair["b"], "later_to_earlier"] += pair["first_b"]
        expected[pair["a"], pair["b"], "undirected_unknown"] += pair["ties"]
    for kind, read in [("graphml", networkx.read_graphml), ("gexf", read_gexf)]:
        graph = read(sample.export(kind, f"outlets.{kind}"))
        assert graph.is_directed()
        same(f"outlets in {kind}", set(graph), {outlet["outlet"] for outlet in sample.lines["outlets"]})
        found = collections.Counter()
        for source, target, data in graph.edges(data=True):
            found[source, target, data["direction"]] += data["passages"]
            same("weight", data["weight"], data["passages"])
        same(f"edges in {kind}", found, +expected)
        for outlet in sample.lines["outlets"]:
            same("articles", graph.nodes[outlet["outlet"]]["articles"], outlet["articles"])
            same("wire share", graph.nodes[outlet["outlet"]].get("wire_share"), outlet["wire_share"])
        articles = read(sample.export(kind, f"articles.{kind}", "--network", "articles"))
        same(f"articles in {kind}", len(articles), sample.sizes["articles"])
        events = sum(1 for *_, data in articles.edges(data=True) if data["kind"] == "event")
        same("edges of events", events, sum(event["size"] - 1 for event in sample.lines["events"]))


def read_gexf(path):
    """networkx knows GEXF up to a version; where that is before 1.3, it is told an earlier name of the same elements."""
    import networkx
    gexf_is_sound(path)
    try:
        return networkx.read_gexf(path, version="1.3")
    except networkx.NetworkXError:
        text = path.read_text(encoding="utf-8")
        text = text.replace("http://gexf.net/1.3\"", "http://www.gexf.net/1.2draft\"", 1)
        earlier = path.with_suffix(".1.2.gexf")
        earlier.write_text(text, encoding="utf-8")
        return networkx.read_gexf(earlier, version="1.2draft")


def gexf_is_sound(path):
    """The rules of the GEXF 1.3 schema that concern what is written here."""
    name = "{http://gexf.net/1.3}"
    root = xml.etree.ElementTree.parse(path).getroot()
    same("root", (root.tag, root.get("version")), (name + "gexf", "1.3"))
    same("parts", [part.tag for part in root], [name + "meta", name + "graph"])
    graph = root.find(name + "graph")
    same("kind of graph", (graph.get("defaultedgetype"), graph.get("mode")), ("directed", "static"))
    same("parts of the graph", [part.tag for part in graph],
         [name + part for part in ["attributes", "attributes", "nodes", "edges"]])
    declared = {}
    for attributes in graph.findall(name + "attributes"):
        of_class = {attribute.get("id"): attribute.get("type") for attribute in attributes}
        assert set(of_class.values()) <= {"string", "long", "double", "boolean"}, of_class
        declared[attributes.get("class")] = of_class
    nodes = graph.find(name + "nodes")
    ids = [node.get("id") for node in nodes]
    same("distinct nodes", len(set(ids)), len(ids))
    for element in [*nodes, *graph.find(name + "edges")]:
        of_class = declared["node" if element.tag == name + "node" else "edge"]
        for value in element.find(name + "attvalues"):
            kind = of_class[value.get("for")]
            {"string": str, "long": int, "double": float}[kind](value.get("value"))
    keys = set()
    for edge in graph.find(name + "edges"):
        assert edge.get("source") in set(ids) and edge.get("target") in set(ids)
        float(edge.get("weight"))
        key = (edge.get("source"), edge.get("target"), edge.get("kind"))
        assert key not in keys, key
        keys.add(key)


def lines_have_their_shape(sample):
    bulk = lines(sample.export("elastic", "bulk.ndjson"))
    same("bulk lines", len(bulk), 2 * sum(sample.sizes[name] for name in ["articles", "events", "passages"]))
    ids = set()
    for action, document in zip(bulk[::2], bulk[1::2]):
        same("action", list(action), ["index"])
        ids.add((action["index"]["_index"], action["index"]["_id"]))
        assert len(action["index"]["_id"].encode()) <= 512 and no_dots(document)
    same("distinct documents", len(ids), len(bulk) // 2)
    same("indices", {index for index, _ in ids}, {"retold-articles", "retold-events", "retold-passages"})
    clusters = collections.Counter()
    for line in lines(sample.export("passim", "passim.jsonl")):
        clusters[line["cluster"], line["size"]] += 1
        assert line["text"] and line["end"] - line["begin"] == len(line["text"])
        assert isinstance(line["uid"], str) and 0 <= line["pboiler"] <= 1
    assert clusters and all(size == count for (_, size), count in clusters.items())
    kept = sample.export("keep", "keep.txt").read_text(encoding="utf-8").splitlines()
    dropped = [line["id"] for line in lines(sample.export("drop", "drops") / "drop.jsonl")]
    same("kept and dropped", sorted(kept + dropped), sorted(article["id"] for article in sample.lines["articles"]))


def no_dots(value):
    if isinstance(value, dict):
        return all("." not in key and no_dots(inner) for key, inner in value.items())
    return not isinstance(value, list) or all(map(no_dots, value))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("retold", help="the program")
    parser.add_argument("--venv", help="a virtual environment to make or to use again")
    parser.add_argument("--scratch", help=argparse.SUPPRESS)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.retold = os.path.abspath(arguments.retold)
    if not arguments.inside:
        with tempfile.TemporaryDirectory() as arguments.scratch:
            return in_environment(arguments)
    sample = Sample(arguments.retold, arguments.scratch)
    checks = [duckdb_reads_tables, pandas_reads_tables, sqlite_searches, networkx_reads_networks, lines_have_their_shape]
    for check in checks:
        check(sample)
        print("ok", check.__name__)
    return 0


if __name__ == "__main__":
    sys.exit(main())
