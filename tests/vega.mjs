// Draws what `retold export --to vega` wrote with Vega-Lite, and ends with 1 where it is not what the run says.
//
//     node tests/vega.mjs target/release/retold [--modules FOLDER]
//
// Installs the packages of tests/dashboards/package.json from npm into a scratch folder, or into FOLDER, which is used
// again when they are there. Each specification must fit the schema of Vega-Lite, compile and be drawn without a warning,
// and show as many bars, lanes and cells as there is to show.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const sample = path.join(here, "..", "data", "sample");

function installed(folder) {
  const wanted = JSON.parse(fs.readFileSync(path.join(here, "dashboards", "package.json"), "utf8")).dependencies;
  const version = (name) => {
    const file = path.join(folder, "node_modules", name, "package.json");
    return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")).version : null;
  };
  if (Object.entries(wanted).some(([name, wantedVersion]) => version(name) !== wantedVersion)) {
    fs.mkdirSync(folder, { recursive: true });
    fs.copyFileSync(path.join(here, "dashboards", "package.json"), path.join(folder, "package.json"));
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
      { cwd: folder, stdio: "inherit" });
  }
  return path.join(folder, "node_modules");
}

/** A package of that folder, wherever this script is. */
async function load(modules, name) {
  const { exports, main } = JSON.parse(fs.readFileSync(path.join(modules, name, "package.json"), "utf8"));
  const file = exports?.["."]?.default ?? main;
  return import(pathToFileURL(path.join(modules, name, file)).href);
}

const lines = (file) => fs.readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));

/** How often a kind of mark is drawn; marks of one layer lie in one group of this class. */
const drawn = (svg, mark) => (svg.match(new RegExp(`<path aria-label="[^"]*" role="graphics-symbol" aria-roledescription="${mark}"`, "g")) ?? []).length;

async function main() {
  const [retold, ...rest] = process.argv.slice(2);
  assert.ok(retold, "usage: node tests/vega.mjs PATH_TO_RETOLD [--modules FOLDER]");
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "vega-"));
  try {
    const modules = installed(rest[0] === "--modules" ? path.resolve(rest[1]) : path.join(scratch, "modules"));
    const [vega, lite, { default: Ajv }] =
      [await load(modules, "vega"), await load(modules, "vega-lite"), await load(modules, "ajv")];
    const schema = JSON.parse(fs.readFileSync(path.join(modules, "vega-lite/build/vega-lite-schema.json"), "utf8"));
    const validate = new Ajv({ allowUnionTypes: true, strict: false, validateFormats: false }).compile(schema);
    const warned = [];
    const logger = {
      level() { return this; }, info() { return this; }, debug() { return this; },
      warn(...words) { warned.push(words.join(" ")); return this; },
      error(...words) { warned.push(words.join(" ")); return this; },
    };
    const draw = async (spec) => {
      // The schema is a choice between shapes, so the errors that lie deepest are those that help.
      const deepest = (errors) => errors.map(({ instancePath, message }) => `${instancePath} ${message}`).sort((a, b) => b.length - a.length);
      assert.ok(validate(spec), deepest(validate.errors ?? []).slice(0, 3).join("\n"));
      const view = new vega.View(vega.parse(lite.compile(spec, { logger }).spec), { renderer: "none", logger });
      const svg = await view.toSVG();
      view.finalize();
      assert.deepEqual(warned, []);
      assert.ok(!/NaN|undefined/.test(svg), "a place that is no number");
      return svg;
    };
    const call = (...options) => execFileSync(path.resolve(retold), [...options, "--quiet"], { stdio: "inherit" });
    const charts = (run, ...options) => {
      const folder = path.join(scratch, "charts");
      call("export", run, "--to", "vega", "-o", folder, "--force", ...options);
      const read = (name) => JSON.parse(fs.readFileSync(path.join(folder, `${name}.vl.json`), "utf8"));
      return { timeline: read("timeline"), heatmap: read("heatmap") };
    };

    const run = path.join(scratch, "run");
    call("cluster", sample, "-o", run);
    for (const options of [[], ["--text", "none"]]) {
      const { timeline, heatmap } = charts(run, ...options);
      const summary = JSON.parse(fs.readFileSync(path.join(run, "summary.json"), "utf8"));
      const events = lines(path.join(run, "events.jsonl")).filter((event) => event.first_seen);
      const bars = drawn(await draw(timeline), "bar");
      assert.equal(bars, summary.days + Math.min(events.length, 20), "bars and lanes");
      const pairs = lines(path.join(run, "outlet_pairs.jsonl"));
      const cells = pairs.flatMap((pair) => [pair.first_a, pair.first_b]).filter((passages) => passages > 0).length;
      assert.equal(drawn(await draw(heatmap), "rect mark"), cells, "cells");
    }
    console.log("ok the sample is drawn");

    // Without dates, without outlets, years apart, and with one day only.
    const text = (n) => `The ferry ran aground off pier ${n} on Tuesday morning, and the coast guard brought all sixty-two `
      + "passengers ashore in small boats, the mayor of the town said in the evening; nobody was hurt.";
    const dumps = {
      undated: ["A", "B", "C"].map((outlet) => ({ outlet, title: "Ferry aground", text: text(1) })),
      alone: [{ outlet: "A", title: "Ferry aground", text: text(1), published: "2025-03-04T08:00:00Z" }],
      years: [1799, 1850, 2025].map((year) => ({ outlet: "A", title: `Ferry ${year}`, text: text(year), published: `${year}-03-04` })),
      months: ["2025-03", "2025-03"].map((published, n) => ({ outlet: "AB"[n], title: "Ferry", text: text(1), published })),
    };
    for (const [name, records] of Object.entries(dumps)) {
      const dump = path.join(scratch, `${name}.jsonl`);
      fs.writeFileSync(dump, records.map((record) => JSON.stringify(record)).join("\n"));
      call("cluster", dump, "-o", path.join(scratch, name));
      const { timeline, heatmap } = charts(path.join(scratch, name));
      await draw(timeline);
      await draw(heatmap);
      console.log(`ok ${name}: ${timeline.vconcat ? "bars" : "a sentence"}, ${heatmap.layer ? "cells" : "a sentence"}`);
    }
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

await main();
