// The viewer beyond what works without a script: dark where the system is, the quote in view, the section one reads.

const dark = matchMedia("(prefers-color-scheme: dark)");
const dress = () => document.documentElement.classList.toggle("dark", dark.matches);
dark.addEventListener("change", dress);
dress();

document.addEventListener("DOMContentLoaded", () => {
  const tree = document.querySelector(".tree");
  if (matchMedia("(max-width: 980px)").matches) tree?.removeAttribute("open");

  const quote = document.getElementById("quote");
  const show = () => quote?.scrollIntoView({ block: "center" });
  if (quote && (!location.hash || location.hash === "#quote")) {
    show();
    requestAnimationFrame(show); // once more, when what lies above has its true height
  }

  if (!tree) return;
  const links = new Map();
  for (const link of tree.querySelectorAll("a")) links.set(link.hash.slice(1), link);
  const places = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let marked = null;

  function mark() {
    let low = 0;
    let high = places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (places[middle].getBoundingClientRect().top < innerHeight / 3) low = middle + 1;
      else high = middle;
    }
    const link = low ? links.get(places[low - 1].id) : null;
    if (link === marked) return;
    marked?.classList.remove("is-here");
    link?.classList.add("is-here");
    const shown = link?.checkVisibility() ? link : link?.closest("details:not([open])")?.previousElementSibling;
    if (shown && tree.scrollHeight > tree.clientHeight) {
      tree.scrollTop += shown.getBoundingClientRect().top - tree.getBoundingClientRect().top - tree.clientHeight / 3;
    }
    marked = link;
  }

  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mark();
    });
  }, { passive: true });
  mark();
});
