// What the chat needs in the browser beyond Gradio: the list of conversations and the buttons under an answer, going
// from a citation to its card and back, showing a new question, and saying in Chinese that the server is gone.

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const page = document.documentElement;

function scrollTo(element, block) {
  element.scrollIntoView({ behavior: calm.matches ? "instant" : "smooth", block });
}

// -- telling the server ---------------------------------------------------------------------------------------------

// Another conversation or answer is wanted.
function show(detail) {
  document.dispatchEvent(new CustomEvent("canyue-show", { detail }));
}

// Something is to be kept.
function keep(detail) {
  document.dispatchEvent(new CustomEvent("canyue-keep", { detail }));
}

function current() {
  return document.querySelector("#past .thread")?.dataset.conversation ?? "";
}

// -- the list, and what is done with an answer ----------------------------------------------------------------------

function focusBox() {
  // where that would not bring up a phone's keyboard
  if (matchMedia("(hover: hover)").matches) document.querySelector("#question textarea").focus();
}

function setDrawer(open) {
  if (open === (page.dataset.drawer === "open")) return;
  page.dataset.drawer = open ? "open" : "";
  document.querySelector("button.drawer").setAttribute("aria-expanded", open);
  if (open) document.querySelector("#side .new").focus();
  else if (document.activeElement?.closest?.("#side")) document.querySelector("button.drawer").focus();
}

// Asks, and does it when the answer is not "cancel"; what was typed is the argument.
function confirmed(name, text, done) {
  const dialog = document.getElementById(`${name}-dialog`);
  const field = dialog.querySelector("[name=title]");
  const named = dialog.querySelector("b");
  if (field) field.value = text;
  if (named) named.textContent = text;
  dialog.returnValue = "";
  dialog.onclose = () => dialog.returnValue === "done" && done(field?.value);
  dialog.showModal();
  field?.select();
}

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea"); // without https there is no clipboard
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("copying was refused");
}

// What a button says for two seconds.
function saying(button, text) {
  const usual = (button.dataset.usual ??= button.textContent);
  button.textContent = text;
  setTimeout(() => (button.textContent = usual), 2000);
}

function rate(button, rating, remark) {
  keep({ do: "rate", id: button.dataset.id, rating, remark });
  for (const other of button.parentElement.querySelectorAll("[aria-pressed]")) {
    other.setAttribute("aria-pressed", other.dataset.do === rating);
  }
}

const actions = {
  new() {
    show({ do: "open", id: "" });
    setDrawer(false);
    focusBox();
  },
  open(link) {
    show({ do: "open", id: link.dataset.id });
    setDrawer(false);
  },
  drawer: () => setDrawer(true),
  rename: ({ dataset: { id, title } }) => confirmed("rename", title, (typed) => keep({ do: "rename", id, title: typed })),
  delete: ({ dataset: { id, title } }) => confirmed("delete", title, () => show({ do: "delete", id })),
  copy: (button) =>
    copy(button.dataset.text).then(
      () => saying(button, "已复制"),
      () => saying(button, "没能复制"),
    ),
  up: (button) => rate(button, button.getAttribute("aria-pressed") === "true" ? "" : "up", ""),
  down(button) {
    if (button.getAttribute("aria-pressed") === "true") return rate(button, "", "");
    confirmed("remark", button.dataset.remark, (remark) => rate(button, "down", remark));
  },
  again: () => show({ do: "again" }),
};

document.addEventListener("click", (event) => {
  const wanted = event.target.closest?.("[data-do]");
  if (wanted) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a link in a tab of its own
    event.preventDefault();
    actions[wanted.dataset.do](wanted);
  } else if (page.dataset.drawer === "open" && !event.target.closest?.("#side, dialog")) {
    setDrawer(false);
  }
});

// -- citations and their cards --------------------------------------------------------------------------------------

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
  if (event.key !== "Escape") return;
  const card = document.activeElement?.closest?.(".card[id]");
  if (card) leaveCard(card);
  else if (!document.querySelector("dialog[open]")) setDrawer(false);
});

// -- what is shown --------------------------------------------------------------------------------------------------

// A new question, or the end of a conversation that was opened, moves to the top once; what streams in moves nothing.
// The conversation is in the address, so that a reload or a bookmark leads back to it.
let shown = "";
let changedAt = 0;
new MutationObserver((changes) => {
  const thread = document.querySelector("#past .thread");
  if (!thread) return;
  if (changes.some((change) => change.target.closest?.("#current"))) changedAt = Date.now();
  const turn = document.querySelector("#current .turn");
  const id = `${current()} ${turn?.id}`;
  if (id === shown) return;
  if (turn) requestAnimationFrame(() => scrollTo(turn, "start"));
  if (current() !== shown.split(" ")[0]) {
    const address = new URL(location);
    address.searchParams.delete("c");
    if (current()) address.searchParams.set("c", current());
    history.replaceState(history.state, "", address);
  }
  shown = id;
}).observe(page, { childList: true, subtree: true, attributeFilter: ["id"] });

// -- what went wrong ------------------------------------------------------------------------------------------------

const banner = document.createElement("div");
banner.id = "banner";
banner.innerHTML =
  "<p class=told role=alert hidden><span></span><button type=button></button></p><p class=lost role=alert hidden></p>";
document.body.append(banner);
const [told, lost] = banner.children;
lost.textContent = "与参阅的连接断开了。请确认启动它的窗口还开着；连上以后这条提示会消失。";

// A sentence with a button below it to be done with: what it says, and what it does.
function tell(text, label = "知道了", done = () => (told.hidden = true)) {
  told.firstChild.textContent = text;
  told.lastChild.textContent = label;
  told.lastChild.onclick = done;
  told.hidden = false;
}

const FAILED =
  "这一步没有做成，请再试一次。如果一再出现，请刷新页面；还是不行，请把启动参阅的窗口里的出错信息发给维护者。";

// What is meant for people begins in Chinese; anything else is Gradio's own.
function failed(text) {
  if (/^[\p{Script=Han}《“]/u.test(text)) tell(text);
  else if (told.hidden) tell(FAILED);
}

// The gate refuses in one line of plain text, with 401 where a session has ended; a handler refuses as JSON.
const fetching = window.fetch;
window.fetch = async (...request) => {
  const response = await fetching(...request);
  if (response.status >= 400 && !response.url.endsWith("/healthz")) {
    const text = await response.clone().text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json");
    if (response.status === 401) tell(text, "重新登录", () => location.reload());
    else failed((isJson && JSON.parse(text).error) || text);
  }
  return response;
};

// A handler that had to queue refuses by one of Gradio's messages, which style.css hides.
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) {
      for (const message of node.querySelectorAll?.("[data-testid=toast-text]") ?? []) {
        if (/connection|network/i.test(message.textContent)) checkServer();
        else failed(message.textContent.trim());
      }
    }
  }
}).observe(page, { childList: true, subtree: true });

// -- the connection -------------------------------------------------------------------------------------------------

// An answer from which nothing has come for a while may have lost its stream: looking again costs nothing.
async function checkServer() {
  if (document.hidden) return;
  const there = await fetch("healthz", { cache: "no-store" }).then(
    (response) => response.ok,
    () => false,
  );
  const silent = document.querySelector("#current [data-busy]") && Date.now() - changedAt > 4000;
  if (there && silent) show({ do: "open", id: current() });
  lost.hidden = there;
}

setInterval(checkServer, 5000);
document.addEventListener("visibilitychange", checkServer);
