// Three charts of a run: `Plot` and `d3` are the libraries, `summary` and `events` what its two files hold.
export function numbers({ summary }) {
  const share = (value) => (value === null ? "–" : value.toLocaleString("en", { style: "percent" }));
  return [
    ["articles", summary.articles.toLocaleString("en")],
    ["events of two articles or more", summary.multi_article_events.toLocaleString("en")],
    ["passages between outlets", summary.passages_between_outlets.toLocaleString("en")],
    ["of all words are original", share(summary.original_share)],
  ];
}

export function articlesADay({ Plot, summary }) {
  return Plot.plot({
    title: "Articles a day",
    width: 505, height: 330,
    x: { type: "utc", label: null },
    y: { grid: true, label: "articles" },
    marks: [
      Plot.rectY(summary.articles_per_day, { x: (d) => new Date(d.day), interval: "day", y: "articles", fill: "#4c78a8", tip: true }),
      Plot.ruleY([0]),
    ],
  });
}

export function heatmap({ Plot, d3, summary }) {
  // Two cells of the heatmap for each pair of outlets: who carried it later, and who was first.
  const cells = summary.top_outlet_pairs.flatMap((d) => [
    { later: d.b, earlier: d.a, passages: d.first_a },
    { later: d.a, earlier: d.b, passages: d.first_b },
  ]).filter((d) => d.passages > 0);
  const most = d3.max(cells, (d) => d.passages) ?? 1;
  return Plot.plot({
    title: "Passages that the row carried after the column",
    width: 505, height: 330, marginLeft: 130, marginBottom: 100,
    x: { label: null, tickRotate: -40 },
    y: { label: null },
    color: { scheme: "YlGnBu", type: "sqrt", domain: [0, most] },
    marks: [
      Plot.cell(cells, { x: "earlier", y: "later", fill: "passages", inset: 0.5, tip: true }),
      Plot.text(cells, { x: "earlier", y: "later", text: "passages", fill: (d) => d.passages > most / 2 ? "white" : "black" }),
    ],
  });
}

export function timeline({ Plot, d3, events }) {
  const dated = events.filter((d) => d.first_seen).slice(0, 20);
  const end = (d) => d3.utcDay.offset(d3.utcDay.floor(new Date(d.last_seen)));
  return Plot.plot({
    title: "The largest events, from the first day to the last",
    width: 1040, marginLeft: 380, marginRight: 40,
    x: { type: "utc", grid: true, label: null },
    y: { label: null, domain: d3.sort(dated, (d) => d.first_seen).map((d) => d.id), tickFormat: (id) => dated.find((d) => d.id === id).label },
    color: { legend: true, scheme: "YlGnBu", domain: [0, 1], label: "confidence" },
    marks: [
      Plot.barX(dated, { x1: (d) => d3.utcDay.floor(new Date(d.first_seen)), x2: end, y: "id", fill: "confidence", insetTop: 4, insetBottom: 4,
        tip: true, title: (d) => `${d.label}\n${d.size} articles, ${d.outlet_count} outlets, ${d.independent_count} independent\n${d.keywords.join(", ")}` }),
      Plot.text(dated, { x: end, y: "id", text: (d) => `${d.size}`, textAnchor: "start", dx: 5 }),
    ],
  });
}
