// The report in a real browser: node report.mjs PATH_TO_RETOLD [--modules DIR] [--shots DIR] [--large RUN]
//
// Makes runs of the sample, of five articles, of many and of a hostile corpus, opens their reports in the system's Chromium from
// `file:`, and tries what a reader would: search, facets, addresses, side by side, keys, dark, printing, no script. Every page is
// held against axe-core and the validator of HTML; a message on the console or a request that leaves fails the test.
// With --large it says how fast the report of that run opens and answers a search. With --shots it keeps pictures.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [retold, ...options] = process.argv.slice(2);
const option = (name) => (options.includes(name) ? options[options.indexOf(name) + 1] : undefined);
if (!retold) throw new Error("usage: node report.mjs PATH_TO_RETOLD [--modules DIR] [--shots DIR] [--large RUN]");
const here = path.dirname(fileURLToPath(import.meta.url));
const modules = createRequire(path.join(option("--modules") ?? here, "package.json"));
const { chromium } = modules("playwright-core");
const axe = fs.readFileSync(modules.resolve("axe-core/axe.min.js"), "utf8");
const vnu = path.join(path.dirname(modules.resolve("vnu-jar/package.json")), "build/dist/vnu.jar");
const shots = option("--shots");
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "retold-report-"));
const data = path.resolve(here, "../../data/sample");

let failures = 0;
const check = (what, holds, detail = "") => {
  if (!holds) failures += 1;
  console.log(`${holds ? "ok  " : "FAIL"} ${what}${holds || !detail ? "" : `: ${detail}`}`);
};
const equal = (what, found, expected) => check(what, JSON.stringify(found) === JSON.stringify(expected), `${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);

const made = (name, inputs, clusterOptions = [], reportOptions = []) => {
  const run = path.join(scratch, name);
  execFileSync(retold, ["cluster", ...inputs, "-o", run, "--quiet", ...clusterOptions]);
  execFileSync(retold, ["report", run, "--quiet", ...reportOptions]);
  return path.join(run, "report.html");
};

// Five articles of which two are one event; nothing is shared.
const few = path.join(scratch, "few.jsonl");
fs.writeFileSync(few, ["Harbor bridge closed after crane strikes pier", "Crane strikes pier, harbor bridge closed to traffic", "Orchard growers count losses after late frost", "Library opens reading room for night workers", "Rowing club wins regional regatta"]
  .map((title, at) => JSON.stringify({ id: `f${at}`, title, text: `${title}. ${["The harbor bridge in Osterby was closed on Monday when a crane struck its eastern pier, the port said.", "Osterby closed its harbor bridge on Monday; a floating crane had struck the eastern pier, police reported.", "Frost took a third of the blossom in the valley, growers said.", "Night workers can read until four in the morning from May.", "The eight of the rowing club won by a length."][at]}`, outlet: `outlet${at}.example`, published: `2025-04-0${at + 1}` })).join("\n"));

// Whatever a page could be made to do, if anything were forgotten.
const EVIL = ["</script><script>window.pwned=1</script>", "<img src=x onerror=window.pwned=1>", "\"onmouseover=window.pwned=1 x=\"", "'><svg/onload=window.pwned=1>", "${window.pwned=1}", "{{7*7}}", "<!--", "]]>", "\u202Egnp.exe\u202C", "\u0000\u0001\u001b[31m\u0085\uFFFE", "</title></style><base href=https://evil.example/>", "\u2028\u2029", "שלום עולם", "href=\"§ev_x\""];
const hostile = path.join(scratch, "hostile.jsonl");
const prose = "Officials in Kestrel said on Thursday that the old dam would be lowered by two meters before winter, after engineers found cracks in its crest and the council voted to spend the money.";
fs.writeFileSync(hostile, EVIL.flatMap((evil, at) => [0, 1].map((copy) => JSON.stringify({
  id: `${evil}${at}-${copy}`, title: `${evil} dam at Kestrel lowered ${at}`, text: `${prose} ${evil}\n\n“${evil} We have no choice but to act before the snow comes,” said the ${evil} mayor of Kestrel, ${at} times.\n\nOwn words number ${at} and ${copy}: ${"lorem ".repeat(at)}${evil}`,
  outlet: `${evil}${copy}`, published: `2025-05-0${1 + (at % 9)}`, url: at % 2 ? "javascript:window.pwned=1" : `https://x.example/"><script>window.pwned=1</script>`, author: evil,
}))).concat(["not json <script>window.pwned=1</script>", `{"id": "x"}`]).join("\n"));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

const open = async (file, hash = "", context = {}) => {
  const session = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...context });
  const page = await session.newPage();
  page.noise = [];
  page.on("console", (message) => page.noise.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => page.noise.push(String(error)));
  page.on("request", (request) => { if (!/^(file|data|blob):/.test(request.url())) page.noise.push(`request: ${request.url()}`); });
  await page.goto(pathToFileURL(file) + hash);
  if (context.javaScriptEnabled !== false) await page.waitForSelector("html[data-ready]");
  return page;
};
const go = (page, hash) => page.evaluate((hash) => { location.hash = hash; return new Promise((done) => setTimeout(done, 150)); }, hash);
const hash = (page) => page.evaluate(() => decodeURIComponent(location.hash));
const accessible = async (page, what) => {
  // The page's own policy lets nobody in, so the rules come by the door of the debugger.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  const grave = violations.filter((violation) => ["serious", "critical"].includes(violation.impact));
  check(`axe: ${what}`, grave.length === 0, grave.map((violation) => `${violation.id} ${violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`).join("; "));
};
const quiet = (page, what) => check(`quiet: ${what}`, page.noise.length === 0, page.noise.slice(0, 3).join("; "));
const shot = async (page, name) => { if (shots) { fs.mkdirSync(shots, { recursive: true }); await page.screenshot({ path: path.join(shots, `${name}.png`) }); } };
const valid = (file, what) => {
  let found = "";
  try { execFileSync("java", ["-jar", vnu, "--errors-only", "--format", "gnu", file], { stdio: ["ignore", "ignore", "pipe"] }); } catch (error) { found = String(error.stderr); }
  check(`valid HTML: ${what}`, found === "", found.split("\n").slice(0, 5).join("\n"));
};
const visible = (page, selector) => page.locator(selector).filter({ visible: true });

const sample = made("sample", [data]);
valid(sample, "sample");

// Views, search, facets, addresses.
{
  const page = await open(sample);
  check("the overview is shown first", (await visible(page, "main > section").count()) === 1 && (await page.locator("#overview").isVisible()));
  check("there are findings with evidence", (await page.locator(".findings a[href]").count()) >= 3);
  for (const link of await page.locator(".findings a").all()) {
    const target = (await link.getAttribute("href")).slice(1);
    check(`finding leads to ${target}`, (await page.locator(`[id="${target}"]`).count()) === 1);
  }
  await accessible(page, "overview");
  await shot(page, "overview-light");
  await go(page, "#events");
  const all = await page.locator("#rows .row").count();
  check("the list has all events", all >= 10, String(all));
  await page.fill("#controls [name=q]", "ferry");
  const few = await page.locator("#rows .row").count();
  check("a search leaves some", few > 0 && few < all, `${few} of ${all}`);
  equal("the search is in the address", await hash(page), "#events?q=ferry");
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  equal("the address brings the search back", [await page.inputValue("#controls [name=q]"), await page.locator("#rows .row").count()], ["ferry", few]);
  await page.fill("#controls [name=q]", "nothing has these words");
  check("an empty list says what to do", (await page.textContent("#found")).includes("No event fits"));
  await page.click("#clear");
  equal("clearing shows all", await page.locator("#rows .row").count(), all);
  const button = page.locator("#facets button").first();
  const outlet = (await button.locator("bdi").textContent()).trim();
  await button.click();
  check("a facet narrows the list", (await hash(page)).includes("outlet=") && (await page.locator("#rows .row").count()) < all);
  equal("the chosen facet is pressed", await page.locator("#facets button[aria-pressed=true] bdi").textContent(), outlet);
  await page.click("#clear");
  await page.selectOption("#controls [name=sort]", "size");
  const sizes = (await page.locator("#rows .size").allTextContents()).map((text) => parseInt(text, 10));
  check("sorting by size sorts", sizes.every((size, at) => at === 0 || sizes[at - 1] >= size), sizes.join());
  await page.selectOption("#controls [name=kind]", "narration");
  check("kinds are a facet", (await page.locator("#rows .row").count()) < all);
  await accessible(page, "events");
  await shot(page, "events-light");

  // An event, and articles side by side.
  await page.click("#clear");
  await page.locator("#rows .label").first().click();
  await page.waitForTimeout(250);
  check("a row opens its event", /^#ev_/.test(await hash(page)) && (await visible(page, "#event .event").count()) === 1);
  for (const heading of ["Who carried it when", "Articles", "Who did not carry it", "Passages in several", "Side by side", "Why these belong", "Almost belonged"]) {
    check(`the event has “${heading}”`, (await visible(page, `#event .active h3:text-matches("^${heading}")`).count()) === 1);
  }
  check("the timeline has marks", (await visible(page, "#event .active .timeline .mark").count()) > 1);
  await page.locator("#event .active .pair > summary").first().click();
  const pair = page.locator("#event .active .pair").first();
  const there = await hash(page);
  check("what is open is in the address", there.startsWith("#pair-"), there);
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  check("the address opens it again", await pair.evaluate((pair) => pair.open));
  check("there are matches on both sides", (await pair.locator(".side-a .hit").count()) > 0 && (await pair.locator(".side-b .hit").count()) > 0);
  const share = () => pair.locator(".side-b .live").textContent();
  const before = await share();
  const server = (await pair.locator("summary .aside").nth(1).textContent()).trim();
  check("the share is that of the summary", server.startsWith(before), `${server} ${before}`);
  for (const what of ["quotation", "page", "small"]) await pair.locator(`[data-hide=${what}]`).check();
  equal("what is hidden is not seen", await visible(page, "#event .active .pair:first-of-type .text .quotation, #event .active .pair:first-of-type .text .page").count(), 0);
  check("switches make the share smaller or leave it", parseFloat(await share()) <= parseFloat(before), `${before} → ${await share()}`);
  for (const what of ["quotation", "page", "small"]) await pair.locator(`[data-hide=${what}]`).uncheck();
  equal("and bring it back", await share(), before);
  await pair.locator("[data-hide=marks]").check();
  check("changes can be unmarked", await pair.evaluate((pair) => pair.classList.contains("unmarked")));
  await pair.locator("[data-hide=marks]").uncheck();
  await pair.locator(".side-a .number").first().click();
  check("a number leads to its counterpart", await pair.evaluate((pair) => document.activeElement.closest(".side-b") !== null));
  await accessible(page, "event");
  await shot(page, "side-by-side-light");
  await page.evaluate(() => scrollTo(0, 0));
  await shot(page, "event-light");

  // Every event's switches: at least one pair whose share quotations change.
  const changed = await page.evaluate(() => [...document.querySelectorAll(".pair")].filter((pair) => {
    const live = () => [...pair.querySelectorAll(".live")].map((text) => text.textContent).join();
    const before = live();
    const box = pair.querySelector("[data-hide=quotation]");
    box.checked = true; box.dispatchEvent(new Event("change", { bubbles: true }));
    const after = live();
    box.checked = false; box.dispatchEvent(new Event("change", { bubbles: true }));
    return before !== after && live() === before;
  }).length);
  check("quotations change some share", changed > 0, String(changed));

  // Passages, outlets, quality.
  await go(page, "#passages");
  const passages = await visible(page, ".passage").count();
  check("passages are listed", passages > 5, String(passages));
  await page.selectOption("#passage-controls [name=kind]", "quotation");
  check("passages have a facet", (await visible(page, ".passage").count()) < passages);
  await page.selectOption("#passage-controls [name=kind]", "");
  await visible(page, ".passage > summary").first().click();
  check("a passage tells who ran it", (await visible(page, ".passage[open] table tbody tr").count()) >= 2);
  await accessible(page, "passages");
  await shot(page, "passages-light");
  await go(page, "#outlets");
  const cells = await page.locator("#heat .cell").count();
  check("the heatmap has cells", cells > 4, String(cells));
  await page.locator("#heat .cell").first().click();
  check("a cell says what it is", /passage/.test(await page.textContent("#heat-said")));
  const first = await page.locator("#heat .head .row").allTextContents();
  const places = () => page.locator("#heat .head .row").evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("y"))));
  const clustered = await places();
  await page.selectOption("#heat-order", "name");
  const named = await places();
  check("the order can be changed", JSON.stringify(clustered) !== JSON.stringify(named) && named.every((y, at) => at === 0 || y > named[at - 1]), first.join());
  for (const measure of ["later", "first", "words", "events", "passages"]) {
    await page.selectOption("#heat-measure", measure);
    check(`measure ${measure} draws`, (await page.locator("#heat .cell").count()) > 0);
  }
  await page.locator("figure:has(#heat)").focus();
  const said = await page.textContent("#heat-said");
  await page.keyboard.press("ArrowDown");
  check("arrow keys walk the heatmap", (await page.textContent("#heat-said")) !== said);
  const download = page.waitForEvent("download");
  await page.click("#heat-csv");
  const csv = fs.readFileSync(await (await download).path(), "utf8");
  check("the heatmap is a table, too", csv.split("\n").length > 3);
  await page.locator("#heat .cell").first().click();
  await page.locator("#heat-said a").click();
  await page.waitForTimeout(250);
  check("a cell leads to the passages of the two", (await hash(page)).startsWith("#passages?outlet=") && (await visible(page, ".passage").count()) > 0);
  await go(page, "#outlets");
  await accessible(page, "outlets");
  await shot(page, "outlets-light");
  await go(page, "#quality");
  check("quality draws the cut", (await visible(page, ".histogram .together").count()) > 0 && (await page.locator(".histogram .cut").count()) === 1);
  await accessible(page, "quality");
  await shot(page, "quality-light");
  await go(page, "#term-independent");
  check("the glossary opens at the term", await page.locator("#term-independent").isVisible());
  await go(page, "#no-such-thing-%");
  check("an address of nothing shows the overview", await page.locator("#overview").isVisible());

  // Keys.
  await go(page, "#events");
  await page.keyboard.press("/");
  equal("/ goes to the search", await page.evaluate(() => document.activeElement.name), "q");
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const second = await page.evaluate(() => [...document.querySelectorAll("#rows .label")].indexOf(document.activeElement));
  equal("j goes down the list", second, 1);
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(250);
  const opened = await hash(page);
  check("Enter opens an event and takes the focus there", /^#ev_/.test(opened) && (await page.evaluate(() => document.activeElement.tagName)) === "H2");
  await page.keyboard.press("]");
  await page.waitForTimeout(250);
  check("] goes to the next event", /^#ev_/.test(await hash(page)) && (await hash(page)) !== opened);
  await page.keyboard.press("Escape");
  await page.waitForTimeout(250);
  equal("Escape goes back to the list", await hash(page), "#events");
  await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
  await go(page, "");
  const stops = [];
  for (let press = 0; press < 12; press += 1) {
    await page.keyboard.press("Tab");
    stops.push(await page.evaluate(() => { const at = document.activeElement; const box = at.getBoundingClientRect(); return at !== document.body && box.width > 0 ? at.tagName : ""; }));
  }
  check("Tab walks through what can be used", stops.every(Boolean), stops.join());
  quiet(page, "sample");
  await page.context().close();
}

// Dark: by the system, and by choice.
{
  const page = await open(sample, "", { colorScheme: "dark" });
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const dark = await paper();
  check("dark follows the system", dark === "rgb(22, 24, 26)", dark);
  const first = await page.locator("#rows .label").first().getAttribute("href");
  for (const [view, name] of [["#overview", "overview"], ["#events", "events"], [first, "event"], ["#passages", "passages"], ["#outlets", "outlets"], ["#quality", "quality"]]) {
    await go(page, view);
    if (name === "event") await page.locator("#event .active .pair > summary").first().click();
    await accessible(page, `dark ${name}`);
    if (name === "event") { await shot(page, "side-by-side-dark"); await page.evaluate(() => scrollTo(0, 0)); }
    await shot(page, `${name}-dark`);
  }
  await page.click("#theme");
  check("a choice beats the system", (await paper()) !== dark);
  quiet(page, "dark");
  await page.context().close();
}

// A narrow screen, and paper.
{
  const page = await open(sample, "#events", { viewport: { width: 390, height: 800 } });
  for (const view of ["#overview", "#events", await page.locator("#rows .label").first().getAttribute("href"), "#passages", "#outlets", "#quality"]) {
    await go(page, view);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    check(`nothing is wider than a narrow screen: ${view}`, wider <= 0, `${wider} pixels`);
  }
  await shot(page, "quality-narrow");
  await page.emulateMedia({ media: "print" });
  check("controls are not printed", !(await page.locator(".top nav").isVisible()));
  await page.context().close();
}

// Without a script.
{
  const page = await open(sample, "", { javaScriptEnabled: false });
  check("events are there without a script", (await visible(page, "#rows .row").count()) >= 10);
  check("passages are there without a script", (await visible(page, ".passage > summary").count()) > 5);
  check("no controls are there that do nothing", (await visible(page, ".only-script").count()) === 0);
  const event = visible(page, "#event .event > summary").first();
  await event.click();
  check("an event opens without a script", (await visible(page, "#event .event[open] h3").count()) > 4);
  await shot(page, "no-script");
  quiet(page, "no script");
  await page.context().close();
}

// Few articles: a page worth looking at, whose empty places teach.
{
  const file = made("few", [few]);
  valid(file, "few");
  const page = await open(file);
  await accessible(page, "few");
  await shot(page, "few");
  await go(page, "#passages");
  check("no passage: says what to do", (await page.locator("#passages .empty").textContent()).includes("--reuse-threshold"));
  await go(page, "#outlets");
  check("no pair: says why", await page.locator("#outlets .empty").first().isVisible());
  const alone = made("alone", [few], ["--limit", "1"]);
  const single = await open(alone, "#events");
  check("one article: the list says why it is empty", (await single.locator("#events .empty").textContent()).includes("stands alone"));
  await go(single, "");
  await shot(single, "one");
  quiet(page, "few");
  quiet(single, "one");
  await page.context().close();
  await single.context().close();
}

// Text that runs from right to left.
{
  const input = path.join(scratch, "rtl.jsonl");
  const dam = "מהנדסים מצאו סדקים בקיר הסכר והמועצה הצביעה בעד הוצאת הכסף לתיקון לפני בוא השלג.";
  const lines = [
    { title: "הסכר הישן בקסטרל יונמך בשני מטרים לפני החורף", outlet: "א", text: dam },
    { title: "הסכר הישן בקסטרל יונמך בשני מטרים, כך אמרו במועצה", outlet: "ב", text: dam },
    { title: "דגים שלא נראו שלושים שנה נמצאו באגם הצפוני", outlet: "ב", text: "חוקרים מצאו באגם הצפוני דגים שלא נראו שם שלושים שנה." },
  ].map((article, at) => JSON.stringify({ id: `r${at}`, published: `2025-05-0${1 + at}`, ...article }));
  fs.writeFileSync(input, lines.join("\n"));
  const file = made("rtl", [input]);
  valid(file, "right to left");
  const page = await open(file, "#events");
  const direction = (selector) => page.locator(selector).first().evaluate((element) => getComputedStyle(element).direction);
  equal("a Hebrew headline runs from right to left", await direction("#rows .label, #passages .label"), "rtl");
  equal("what the program says does not", await direction("#events h1"), "ltr");
  await go(page, await page.locator("#rows .label").first().getAttribute("href"));
  equal("neither does the page of its event", [await direction("#event .active h2"), await direction("#event .active h3")], ["rtl", "ltr"]);
  await accessible(page, "right to left");
  await shot(page, "rtl");
  quiet(page, "right to left");
  await page.context().close();
}

// Hostile articles: shown, not run.
for (const text of ["snippets", "full", "none"]) {
  const file = made(`hostile-${text}`, [hostile], [], ["--text", text]);
  valid(file, `hostile ${text}`);
  const page = await open(file);
  for (const view of ["#overview", "#events", "#passages", "#outlets", "#quality", await page.locator("#rows .label").first().getAttribute("href")]) {
    await go(page, view);
    await page.evaluate(() => { for (const details of document.querySelectorAll("details")) details.open = true; });
  }
  equal(`nothing ran: ${text}`, await page.evaluate(() => window.pwned), undefined);
  check(`no element of theirs: ${text}`, (await page.locator("base, img, main script:not([type='application/json'])").count()) === 0);
  equal(`no address but of the web: ${text}`, await page.locator("a[href]").evaluateAll((links) => links.map((link) => link.getAttribute("href")).filter((address) => !/^(#|https?:|report\/)/.test(address))), []);
  check(`the headline is shown: ${text}`, (await page.content()).includes("&lt;/script&gt;&lt;script&gt;window.pwned=1"));
  await accessible(page, `hostile ${text}`);
  if (text === "full") await shot(page, "hostile");
  if (text === "none") check("no text of articles with --text none", !(await page.content()).includes("engineers found cracks"));
  quiet(page, `hostile ${text}`);
  await page.context().close();
}

// What did not fit: further files that do as much, hostile articles among them.
{
  const input = path.join(scratch, "many.jsonl");
  const word = (event, n) => `w${event}x${n}`;
  fs.writeFileSync(input, Array.from({ length: 90 }, (_, event) => [0, 1, 2].map((copy) => {
    const evil = EVIL[event % EVIL.length];
    const part = (from) => Array.from({ length: 40 }, (_, n) => word(event, from + n)).join(" ");
    return JSON.stringify({
      id: `m${event}-${copy}`, title: `${evil} ${word(event, 1)} ${word(event, 2)} ${word(event, 3)} as ${copy} has it`, outlet: `${evil} outlet ${copy}`, published: `2025-05-${String(1 + (event % 28)).padStart(2, "0")}`,
      text: `${part(0)} ${evil}\n\n“${part(40)},” said the ${evil} mayor.\n\n${part(80)} and ${copy} of its own\n\nOnly here: k${event}m${copy} ${evil}`,
    });
  })).flat().join("\n"));
  const file = made("many", [input], [], ["--max-size", "1M"]);
  const further = path.join(path.dirname(file), "report", "events-001.html");
  valid(file, "a page with further files");
  valid(further, "a further file");
  valid(path.join(path.dirname(file), "report", "passages-001.html"), "a further file of passages");
  const page = await open(file, "#events?sort=last");
  while (await page.locator("#more").isVisible()) await page.click("#more");
  await page.locator("#rows a[href*='events-001']").last().click();
  await page.waitForSelector("html[data-ready] body.further");
  const event = page.locator("details.event[open]");
  equal("a further file opens the event that it was asked for", [await event.count(), `#${await event.getAttribute("id")}`], [1, await hash(page)]);
  equal("its summary has the focus", await page.evaluate(() => document.activeElement.tagName), "SUMMARY");
  const pair = event.locator(".pair").first();
  await pair.locator("summary").click();
  const before = await pair.locator(".side-b .live").textContent();
  await pair.locator("[data-hide=quotation]").check();
  check("its switches work", parseFloat(await pair.locator(".side-b .live").textContent()) < parseFloat(before), before);
  equal("what is hidden is not seen in it", await visible(page, ".pair[open] .quotation").count(), 0);
  await accessible(page, "a further file");
  await shot(page, "further");
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await paper();
  await page.click("#theme");
  check("it has its own dark", (await paper()) !== light);
  await accessible(page, "a further file, dark");
  await page.evaluate(() => { for (const details of document.querySelectorAll("details")) details.open = true; });
  equal("nothing ran in it", await page.evaluate(() => window.pwned), undefined);
  check("no element of theirs in it", (await page.locator("base, img, main script").count()) === 0);
  await page.locator("a[href*='#term-independent']").first().click();
  await page.waitForSelector("#quality.active");
  check("its terms lead to the glossary of the page", await page.locator("#term-independent").isVisible());
  quiet(page, "further files");
  await page.context().close();
  const still = await open(further, "", { javaScriptEnabled: false });
  await visible(still, "details.event > summary").first().click();
  check("an event of a further file opens without a script", (await visible(still, ".event[open] h3").count()) > 4);
  equal("no controls are in it that do nothing", await visible(still, ".only-script").count(), 0);
  quiet(still, "further files, no script");
  await still.context().close();
}

// The same bytes for the same run.
{
  const again = path.join(scratch, "again", "report.html");
  execFileSync(retold, ["report", path.dirname(sample), "-o", again, "--quiet"]);
  check("the same run gives the same bytes", fs.readFileSync(sample).equals(fs.readFileSync(again)));
}

const large = option("--large");
if (large) {
  const file = path.join(large, "report.html");
  const page = await open(file, "#events");
  const times = await page.evaluate(async () => {
    const field = document.querySelector("#controls [name=q]");
    const times = [];
    for (const words of ["trump", "election senate", "a", "zz", "police"]) {
      field.value = words;
      const start = performance.now();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      document.querySelector("#rows").getBoundingClientRect();
      times.push(performance.now() - start);
    }
    const { loadEventEnd } = performance.getEntriesByType("navigation")[0];
    return { times, loadEventEnd };
  });
  console.log(`large: loaded after ${Math.round(times.loadEventEnd)} ms; searches ${times.times.map((time) => `${Math.round(time)} ms`).join(", ")}; ${fs.statSync(file).size} bytes`);
  check("the large report says what it left out", (await page.locator(".left-out").count()) > 0);
  await accessible(page, "large");
  await shot(page, "large-events");
  await go(page, "#outlets");
  await shot(page, "large-outlets");
  await go(page, "#");
  await shot(page, "large-overview");
  const away = await page.evaluate(() => document.querySelector("a[href*='/events-']") && document.querySelector("a[href*='/events-']").getAttribute("href"));
  await go(page, "#events?sort=first");
  const elsewhere = page.locator("#rows a[href*='events-']").first();
  await elsewhere.click();
  await page.waitForSelector("html[data-ready] body.further");
  check("an event that did not fit is in the folder", page.url().includes("/events-") && (await page.locator("details.event[open]").count()) === 1, `${page.url()} ${away}`);
  await shot(page, "large-further");
  quiet(page, "large");
}

await browser.close();
fs.rmSync(scratch, { recursive: true, force: true });
console.log(failures === 0 ? "all held" : `${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;
