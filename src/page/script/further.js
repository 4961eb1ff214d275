// A further file: what its address names is opened.
const route = () => {
  const target = named(location.hash.slice(1));
  if (!target) return;
  reveal(target);
  target.scrollIntoView({ block: "start" });
  const heading = one("summary", target);
  if (heading) heading.focus({ preventScroll: true });
};
for (const part of all("main > details")) address(part, () => "#");
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input")) return;
  if (event.key === "j") step(all("main > details > summary"), 1);
  else if (event.key === "k") step(all("main > details > summary"), -1);
});
addEventListener("beforeprint", () => { for (const details of all("details")) details.open = true; });
addEventListener("hashchange", route);
// Later than the browser's own way to the address, which takes the focus away.
addEventListener("load", () => { route(); root.dataset.ready = ""; });
