// What the chat needs in the browser beyond Gradio: going from a citation to its card and back, showing a new
// question, and saying in Chinese that the server is gone.

const calm = matchMedia("(prefers-reduced-motion: reduce)");

function scrollTo(element, block) {
  element.scrollIntoView({ behavior: calm.matches ? "instant" : "smooth", block });
}

function openCard(link) {
  const card = document.getElementById(link.hash.slice(1));
  if (!card) return;
  document.querySelectorAll(".card.is-target").forEach((other) => other.classList.remove("is-target"));
  card.open = true;
  card.classList.add("is-target");
  card.querySelector("summary").focus({ preventScroll: true });
  scrollTo(card, "nearest");
}

function leaveCard(card) {
  const link = document.querySelector(`a.cite[href="#${card.id}"]`);
  card.classList.remove("is-target");
  link.focus({ preventScroll: true });
  scrollTo(link, "nearest");
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.cite");
  const back = event.target.closest?.("button.back");
  if (link) {
    event.preventDefault(); // the page's <base> would make another address of "#…"
    openCard(link);
  } else if (back) {
    leaveCard(back.closest(".card"));
  }
});

document.addEventListener("keydown", (event) => {
  const card = event.key === "Escape" && document.activeElement?.closest?.(".card[id]");
  if (card) leaveCard(card);
});

// A new question moves to the top once; what streams in afterwards moves nothing.
let shown = null;
new MutationObserver(() => {
  const turn = document.querySelector("#current .turn");
  if (turn && turn.id !== shown) requestAnimationFrame(() => scrollTo(turn, "start"));
  shown = turn?.id ?? null;
}).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["id"] });

// A cleared conversation goes on in the box, except where that would bring up a phone's keyboard.
document.addEventListener("click", (event) => {
  if (event.target.closest?.("#clear") && matchMedia("(hover: hover)").matches) {
    document.querySelector("#question textarea").focus();
  }
});

const lost = document.createElement("p");
lost.className = "lost";
lost.hidden = true;
lost.setAttribute("role", "alert");
lost.textContent = "与参阅的连接断开了。请确认启动它的窗口还开着；连上以后这条提示会消失。";
document.body.append(lost);

async function checkServer() {
  if (document.hidden) return;
  lost.hidden = await fetch("healthz", { cache: "no-store" }).then(
    (response) => response.ok,
    () => false,
  );
}

setInterval(checkServer, 5000);
