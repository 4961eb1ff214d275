// What the page and its further files have in common: light and dark, articles side by side, citations, addresses of what is
// open. Everything is readable without it. The three files of this folder are put together to one script for the page and to
// another for a further file (`shell.rs`), each in a function of its own.
const root = document.documentElement;
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
root.classList.add("js");

// Light and dark: as the system says until somebody chooses. A file may be denied its memory.
const remember = (theme) => { try { localStorage.setItem("retold-theme", theme); } catch { /* a choice for this visit */ } };
try { const theme = localStorage.getItem("retold-theme"); if (theme) root.dataset.theme = theme; } catch { /* none is kept */ }
one("#theme").addEventListener("click", () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  remember(root.dataset.theme);
});

// Numbers as the page has them.
const percent = (share) => (share === null ? "–" : share === 0 ? "0 %" : share < 0.001 ? "< 0.1 %" : share < 0.1 ? `${(share * 100).toFixed(1)} %` : `${Math.round(share * 100)} %`);
const counted = (n, noun) => `${n.toLocaleString("en")} ${noun}${n === 1 ? "" : "s"}`;
const flash = (element) => {
  element.classList.add("flash");
  setTimeout(() => element.classList.remove("flash"), 1500);
};

// What an address leads to, with all that it is in opened.
const named = (hash) => {
  try { return document.getElementById(decodeURIComponent(hash)); } catch { return null; /* not an address of ours */ }
};
const reveal = (target) => {
  for (let open = target.closest("details"); open; open = open.parentElement.closest("details")) open.open = true;
};

// What is opened by hand is in the address, too.
const address = (details, otherwise) => one("summary", details).addEventListener("click", () => {
  history.replaceState(null, "", details.open ? otherwise() : `#${details.id}`);
});

for (const button of all(".copy")) button.addEventListener("click", async () => {
  const text = one("span", button.parentElement);
  try { await navigator.clipboard.writeText(text.textContent); button.textContent = "Copied"; }
  catch { getSelection().selectAllChildren(text); button.textContent = "Selected: copy it"; }
});

// Articles side by side.
for (const pair of all(".pair")) {
  address(pair, () => `#${pair.closest(".event").id}`);
  for (const part of all(".minimap i", pair)) part.style.flexGrow = part.dataset.words;
  const count = () => {
    const hidden = (what) => one(`[data-hide="${what}"]`, pair).checked;
    pair.classList.toggle("unmarked", hidden("marks"));
    for (const column of all(".column", pair)) {
      let [matched, words] = [0, 0];
      const map = all(".minimap i", column);
      for (const [at, part] of all(".text > p", column).entries()) {
        const page = part.classList.contains("page");
        const off = (page && hidden("page"))
          || (hidden("quotation") && part.classList.contains("quotation"))
          || (hidden("small") && part.classList.contains("small"));
        part.classList.toggle("off", off);
        map[at].classList.toggle("off", off);
        // Furniture is no part of an article; a hidden quotation still is, but no longer counts as shared.
        if (!(page && hidden("page"))) words += Number(part.dataset.words);
        if (!off) matched += Number(part.dataset.matched || 0);
      }
      one(".live", column).textContent = percent(words ? matched / words : 0);
      one(".live-words", column).textContent = matched.toLocaleString("en");
      one(".live-total", column).textContent = words.toLocaleString("en");
    }
  };
  one(".switches", pair).addEventListener("change", count);
  const texts = all(".text", pair);
  const counterpart = (text, number) => one(`[data-n="${number}"]`, texts[text === texts[0] ? 1 : 0]);
  const meet = (text, part) => { text.scrollTop += part.getBoundingClientRect().top - text.getBoundingClientRect().top; };
  let follows = null;
  for (const text of texts) {
    text.addEventListener("click", (event) => {
      const number = event.target.closest("a.number");
      if (!number) return;
      event.preventDefault();
      const other = counterpart(text, number.dataset.to);
      if (!other) return;
      const there = other.parentElement;
      follows = there;
      meet(there, other);
      one("a.number", other).focus({ preventScroll: true });
      flash(other);
    });
    // The other column follows to the counterpart of what is topmost here.
    text.addEventListener("scroll", () => {
      if (follows === text) { follows = null; return; }
      const top = text.getBoundingClientRect().top;
      const first = all(".hit", text).find((part) => part.getBoundingClientRect().bottom > top + 4);
      const other = first && counterpart(text, first.dataset.n);
      if (!other) return;
      const there = other.parentElement;
      const before = there.scrollTop;
      follows = there;
      meet(there, other);
      if (there.scrollTop === before) follows = null;
    }, { passive: true });
  }
}


// One summary of a list up or down.
const step = (rows, by) => {
  if (!rows.length) return;
  const next = rows[Math.min(rows.length - 1, Math.max(0, rows.indexOf(document.activeElement) + by))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
};
