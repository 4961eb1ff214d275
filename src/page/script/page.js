// What a reader can do with the page beside reading: search, facets, sorting, one view at a time with its state in the address,
// other measures of the heatmap.
// The data of the list: JSON, or JSON that is packed.
const read = async () => {
  const holder = one("#index");
  if (!holder) return null;
  let text = holder.textContent;
  if (holder.type !== "application/json") {
    const packed = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    text = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
  }
  const { columns, ...index } = JSON.parse(text);
  const rows = columns[0].map((_, at) => columns.map((column) => column[at]));
  for (const row of rows) row[3] = row[3] || row[2];
  const { here, perFile, folder } = holder.dataset;
  return { ...index, rows, folder, here: Number(here), perFile: Number(perFile) };
};
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

// One view at a time.
const views = all("main > section");
const show = (name) => {
  for (const view of views) view.classList.toggle("active", view.dataset.view === name);
  for (const link of all(".top nav a")) {
    const mine = link.hash === `#${name}` || (name === "event" && link.hash === "#events");
    if (mine) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
};
const parsed = () => {
  const hash = location.hash.slice(1);
  const at = hash.indexOf("?");
  const name = at < 0 ? hash : hash.slice(0, at);
  return [name, new URLSearchParams(at < 0 ? "" : hash.slice(at + 1))];
};

let index = null;
let lastList = "#events";
const controls = one("#controls");
const passageControls = one("#passage-controls");

const route = () => {
  const [name, state] = parsed();
  const view = views.find((view) => view.dataset.view === name && name !== "event");
  if (!name || view) {
    show(name || "overview");
    if (name === "events") { lastList = location.hash; fill(controls, state); list(state); }
    if (name === "passages") { fill(passageControls, state); sift(state); }
    scrollTo(0, 0);
    return;
  }
  const target = named(name);
  const home = target && target.closest("main > section");
  if (!home) { show("overview"); return; }
  show(home.dataset.view);
  const event = target.closest(".event");
  for (const other of all("#event > .event")) {
    other.classList.toggle("active", other === event);
    other.open = other === event;
  }
  if (home.dataset.view === "passages") sift(new URLSearchParams());
  reveal(target);
  if (event === target) {
    scrollTo(0, 0);
    one("h2", event).focus({ preventScroll: true });
    document.title = `${event.dataset.label} · retold`;
  } else {
    target.scrollIntoView({ block: "start" });
    if (target.matches("dt")) flash(target);
  }
};

const fill = (form, state) => {
  if (!form) return;
  for (const field of form.elements) if (field.name) field.value = state.get(field.name) || "";
};
const stateOf = (form, keep) => {
  const state = new URLSearchParams();
  for (const field of form.elements) if (field.name && field.value) state.set(field.name, field.value);
  for (const key of keep) { const value = parsed()[1].get(key); if (value) state.set(key, value); }
  return state;
};
const put = (name, state) => {
  const text = state.toString();
  history.replaceState(null, "", `#${name}${text ? `?${text}` : ""}`);
};

// The list of events.
const STEP = 60;
let found = [];
let shown = 0;
const place = (at) => {
  const id = index.rows[at][0];
  if (at < index.here) return `#${id}`;
  if (!index.perFile) return null;
  const file = String(Math.floor((at - index.here) / index.perFile) + 1).padStart(3, "0");
  return `${encodeURIComponent(index.folder)}/events-${file}.html#${id}`;
};
const rowOf = (at) => {
  const [, label, first, last, size, independent, reused, cohesion, outlets, , sparks] = index.rows[at];
  const row = one("#row").content.firstElementChild.cloneNode(true);
  const link = one(".label", row);
  link.textContent = label;
  const address = place(at);
  if (address) link.href = address; else link.removeAttribute("href");
  one(".when", row).textContent = !first ? "no date" : first === last ? first : `${first} to ${last}`;
  one(".spark path", row).setAttribute("d", [...sparks].map((height, bar) => (height > 0 ? `M${bar * 6} 18v-${height * 2}h5v${height * 2}z` : "")).join(""));
  one(".size", row).textContent = counted(size, "article");
  one(".independent", row).textContent = `${independent} independent`;
  const chip = one(".chip", row);
  for (const outlet of outlets.slice(0, 4)) {
    const copy = chip.cloneNode();
    copy.textContent = index.outlets[outlet];
    chip.before(copy);
  }
  chip.remove();
  one(".more", row).textContent = outlets.length > 4 ? `+${outlets.length - 4}` : "";
  one(".reused", row).textContent = percent(reused);
  one(".reuse path", row).setAttribute("d", `M0 0h${Math.round((reused || 0) * 100)}v8h-${Math.round((reused || 0) * 100)}z`);
  one(".score", row).textContent = cohesion.toFixed(2);
  one(".dot", row).className = `dot q${Math.min(6, Math.max(1, Math.round(cohesion * 6)))}`;
  return row;
};
const more = () => {
  const rows = one("#rows");
  const next = found.slice(shown, shown + STEP);
  rows.append(...next.map(rowOf));
  shown += next.length;
  one("#more").hidden = shown >= found.length;
};
const ORDERS = {
  size: (a, b) => b[4] - a[4],
  reuse: (a, b) => (b[6] || 0) - (a[6] || 0),
  independent: (a, b) => b[5] - a[5],
  cohesion: (a, b) => a[7] - b[7],
  first: (a, b) => (a[2] || "9").localeCompare(b[2] || "9"),
  last: (a, b) => b[3].localeCompare(a[3]),
};
const list = (state) => {
  if (!index) return;
  const words = folded(state.get("q") || "").split(/\s+/).filter(Boolean);
  const outlet = folded(state.get("outlet") || "");
  const exact = index.outlets.findIndex((name) => folded(name) === outlet);
  const named = new Set(!outlet ? [] : exact >= 0 ? [exact] : index.outlets.flatMap((name, at) => (folded(name).includes(outlet) ? [at] : [])));
  const [from, to] = [state.get("from") || "", state.get("to") || ""];
  const [min, reuse] = [Number(state.get("min") || 0), Number(state.get("reuse") || 0)];
  const kind = index.kinds.indexOf(state.get("kind"));
  const story = state.get("story");
  found = [];
  index.rows.forEach((row, at) => {
    if (row[4] < min || (row[6] || 0) < reuse) return;
    if (kind >= 0 && !(row[9] & (1 << kind))) return;
    if (story && row[12] !== story) return;
    if ((from && (!row[3] || row[3] < from)) || (to && (!row[2] || row[2] > to))) return;
    if (outlet && !row[8].some((name) => named.has(name))) return;
    if (words.length && !words.every((word) => index.hay[at].includes(word))) return;
    found.push(at);
  });
  const order = ORDERS[state.get("sort")];
  if (order) found.sort((a, b) => order(index.rows[a], index.rows[b]) || a - b);
  one("#rows").replaceChildren();
  shown = 0;
  more();
  const whole = index.rows.length;
  one("#found").textContent = found.length === 0
    ? "No event fits. Fewer words, or another outlet, may find some."
    : `${found.length.toLocaleString("en")} of ${counted(whole, "event")}${story ? " (of one story)" : ""}`;
  facets(state, outlet);
};
// The outlets of what was found, to choose from.
const facets = (state, chosen) => {
  const counts = new Map();
  for (const at of found) for (const name of index.rows[at][8]) counts.set(name, (counts.get(name) || 0) + 1);
  const top = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 12);
  one("#facets").replaceChildren(...top.map(([name, count]) => {
    const button = document.createElement("button");
    const pressed = chosen === folded(index.outlets[name]);
    button.type = "button";
    button.setAttribute("aria-pressed", pressed);
    button.append(Object.assign(document.createElement("bdi"), { textContent: index.outlets[name] }), ` ${count}`);
    button.addEventListener("click", () => {
      const next = parsed()[1];
      if (pressed) next.delete("outlet"); else next.set("outlet", index.outlets[name]);
      put("events", next);
      route();
      const again = all("#facets button").find((other) => other.textContent.startsWith(index.outlets[name]));
      if (again) again.focus();
    });
    return button;
  }));
};
if (controls) {
  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.addEventListener("input", () => {
    const state = stateOf(controls, ["story"]);
    put("events", state);
    lastList = location.hash;
    list(state);
  });
  one("#clear").addEventListener("click", () => { put("events", new URLSearchParams()); route(); one("input", controls).focus(); });
  one("#more").addEventListener("click", () => {
    const before = shown;
    more();
    const next = all("#rows .label")[before];
    if (next) next.focus();
  });
}
for (const link of all("[data-outlet-link]")) link.setAttribute("href", `#events?${new URLSearchParams({ outlet: link.dataset.outletLink })}`);
for (const link of all(".to-list")) link.addEventListener("click", (event) => { event.preventDefault(); location.hash = lastList; });

// The list of passages.
const carriers = new Set(all(".passage").flatMap((passage) => passage.dataset.outlets.split("\n").filter(Boolean)));
one("#outlet-names").append(...[...carriers].sort().map((value) => Object.assign(document.createElement("option"), { value })));
const sift = (state) => {
  const passages = all(".passage");
  const words = folded(state.get("q") || "").split(/\s+/).filter(Boolean);
  const sides = [state.get("outlet"), state.get("with")].filter(Boolean).map(folded);
  let left = 0;
  for (const passage of passages) {
    const outlets = passage.dataset.outlets.split("\n").map(folded);
    const fits = (!state.get("kind") || one(".kind", passage).textContent === state.get("kind"))
      && sides.every((side) => outlets.some((name) => name === side || (!outlets.includes(side) && name.includes(side))))
      && words.every((word) => folded(passage.textContent).includes(word));
    passage.hidden = !fits;
    left += fits ? 1 : 0;
  }
  const said = one("#passages-found");
  if (said) said.textContent = left === 0 ? "No passage here fits." : `${left.toLocaleString("en")} of ${counted(passages.length, "passage")} in this file`;
};
if (passageControls) {
  passageControls.addEventListener("submit", (event) => event.preventDefault());
  passageControls.addEventListener("input", () => { const state = stateOf(passageControls, []); put("passages", state); sift(state); });
}
for (const passage of all(".passage")) address(passage, () => {
  const state = stateOf(passageControls, []).toString();
  return `#passages${state ? `?${state}` : ""}`;
});

// The heatmap.
const heat = one("#heat");
if (heat) {
  const data = JSON.parse(one("#heat-data").textContent);
  const n = data.names.length;
  const [NAMES, CELL] = [170, 24];
  const byName = data.names.map((_, at) => at);
  const byOwner = [...byName].sort((a, b) => (data.owners[a] || "~").localeCompare(data.owners[b] || "~") || a - b);
  const measure = one("#heat-measure");
  const order = one("#heat-order");
  const SHARES = ["words", "events"];
  const say = (row, column) => {
    const value = data[measure.value][row][column];
    const said = SHARES.includes(measure.value) ? percent(value) : value;
    return `${data.names[row]} and ${data.names[column]}: ${said}, ${measure.selectedOptions[0].textContent}`;
  };
  let at = null;
  const choose = (row, column) => {
    at = [row, column];
    for (const cell of all(".cell", heat)) cell.classList.toggle("at", Number(cell.dataset.row) === row && Number(cell.dataset.column) === column);
    const link = document.createElement("a");
    link.href = `#passages?${new URLSearchParams({ outlet: data.names[row], with: data.names[column] })}`;
    link.textContent = "their passages";
    one("#heat-said").replaceChildren(`${say(row, column)}. `, link);
  };
  let sequence = data.clustered;
  const draw = () => {
    sequence = { clustered: data.clustered, name: byName, owner: byOwner }[order.value];
    const spot = new Array(n);
    sequence.forEach((outlet, place) => { spot[outlet] = place; });
    for (const head of all(".head", heat)) {
      const place = spot[head.dataset.outlet];
      one(".row", head).setAttribute("y", NAMES + place * CELL + 16);
      one(".column", head).setAttribute("transform", `translate(${NAMES + place * CELL + 16} ${NAMES - 8}) rotate(-60)`);
    }
    const values = data[measure.value];
    const most = Math.max(0, ...values.flat());
    for (const cell of all(".cell", heat)) cell.remove();
    const svg = (tag, attributes) => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      return element;
    };
    for (let row = 0; row < n; row += 1) for (let column = 0; column < n; column += 1) {
      const value = values[row][column];
      if (row === column || !value) continue;
      const step = Math.min(6, Math.max(1, Math.ceil(Math.sqrt(value / most) * 6)));
      const cell = svg("g", { class: `cell q${step}`, "data-row": row, "data-column": column, transform: `translate(${NAMES + spot[column] * CELL} ${NAMES + spot[row] * CELL})` });
      const text = svg("text", { x: 11.5, y: 15.5 });
      text.textContent = SHARES.includes(measure.value) ? Math.round(value * 100) || "·" : value < 1000 ? value : `${Math.floor(value / 1000)}k`;
      const title = svg("title", {});
      title.textContent = say(row, column);
      cell.append(svg("rect", { width: 23, height: 23 }), text, title);
      heat.append(cell);
    }
    if (at) choose(...at);
  };
  measure.addEventListener("change", draw);
  order.addEventListener("change", draw);
  heat.addEventListener("click", (event) => {
    const cell = event.target.closest(".cell");
    if (cell) choose(Number(cell.dataset.row), Number(cell.dataset.column));
  });
  heat.closest("figure").addEventListener("keydown", (event) => {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (event.key === "Enter" && at) { location.hash = one("#heat-said a").hash; return; }
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const [row, column] = at ? at.map((outlet) => sequence.indexOf(outlet)) : [0, step[0] + step[1] > 0 ? 0 : 1];
    const next = (place, by) => sequence[Math.min(n - 1, Math.max(0, place + by))];
    choose(next(row, step[0]), next(column, step[1]));
  });
  one("#heat-csv").addEventListener("click", () => {
    const cell = (text) => `"${String(text).replaceAll('"', '""').replace(/^[=+\-@\t\r]/, "'$&")}"`;
    const values = data[measure.value];
    const lines = [["", ...data.names].map(cell), ...data.names.map((name, row) => [cell(name), ...values[row]])];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([lines.map((line) => `${line.join(",")}\n`).join("")], { type: "text/csv" }));
    link.download = `outlets-${measure.value}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
}

// Keys, where nothing is being typed.
const move = (by) => {
  const rows = all(".active .row").length ? all(".active .row .label") : all(".active .passage:not([hidden]) > summary");
  step(rows, by);
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    if (one("#event").classList.contains("active")) location.hash = lastList;
    else if (document.activeElement) document.activeElement.blur();
    return;
  }
  if (event.target.closest("input, select, textarea")) return;
  const active = one("#event > .event.active");
  const beside = (by) => {
    const ids = found.filter((at) => at < index.here).map((at) => index.rows[at][0]);
    const next = ids[ids.indexOf(active.id) + by];
    if (next) location.hash = next;
  };
  if (event.key === "/") {
    const field = one(".active .controls input[type=search]");
    event.preventDefault();
    if (field) { field.focus(); return; }
    location.hash = "#events";
    setTimeout(() => { const field = one(".active .controls input[type=search]"); if (field) field.focus(); }, 50);
  } else if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (active && index && event.key === "[") beside(-1);
  else if (active && index && event.key === "]") beside(1);
});
addEventListener("beforeprint", () => { for (const details of all("main > .active details")) details.open = true; });

addEventListener("hashchange", route);
route();
read().then((data) => {
  if (!data) return;
  data.hay = data.rows.map((row) => folded(`${row[1]} ${row[11]} ${row[8].map((name) => data.outlets[name]).join(" ")}`));
  index = data;
  one("#outlet-names").replaceChildren(...data.outlets.map((name) => Object.assign(document.createElement("option"), { value: name })));
  found = data.rows.map((_, at) => at);
  if (!["", "overview"].includes(parsed()[0])) route();
  root.dataset.ready = "";
});
if (!one("#index")) root.dataset.ready = "";
