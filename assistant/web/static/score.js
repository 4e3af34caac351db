// Gradio's text boxes report keys only: what is pasted, deleted or composed would count no sooner than it is left.
let pressed = false;

document.addEventListener("keypress", () => {
  pressed = true;
  setTimeout(() => (pressed = false)); // the input event of a key comes before
});

document.addEventListener("input", (event) => {
  if (!pressed && event.target.closest?.("#score-form")) {
    event.target.dispatchEvent(new KeyboardEvent("keypress", { bubbles: true }));
  }
});
