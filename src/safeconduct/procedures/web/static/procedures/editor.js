// What the editor page does beyond forms and links: line numbers follow the text, a link to a line puts the cursor
// there, and the download holds what stands in the box. Without this file the page still works, by sending the form.

const text = document.getElementById("yaml");
const form = document.getElementById("form");
const state = document.getElementById("state");
const calm = state.textContent;

function follow() {
  const lines = text.value.split("\n").length;
  text.rows = Math.max(lines, 20);
  const numbers = Array.from({ length: lines }, (_, line) => `${line + 1}\n`);
  document.getElementById("gutter").textContent = numbers.join("");
  document.getElementById("marks").textContent = "";
}

function goTo(line) {
  const before = text.value.split("\n").slice(0, line - 1);
  const start = before.reduce((sum, each) => sum + each.length + 1, 0);
  const end = text.value.indexOf("\n", start);
  text.focus({ preventScroll: true });
  text.setSelectionRange(start, end < 0 ? text.value.length : end);
  const height = text.scrollHeight / Math.max(text.rows, 1);
  window.scrollTo({ top: text.getBoundingClientRect().top + window.scrollY + (line - 6) * height });
}

text.addEventListener("input", follow);
text.addEventListener("scroll", () => { document.getElementById("marks").scrollLeft = text.scrollLeft; });

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  if (!link) return;
  event.preventDefault();
  goTo(Number(link.dataset.line));
});

document.getElementById("download").addEventListener("click", (event) => {
  event.preventDefault();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text.value], { type: "application/yaml" }));
  link.download = event.currentTarget.getAttribute("download");
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});

form.addEventListener("htmx:beforeRequest", () => { state.textContent = form.dataset.busy; });
form.addEventListener("htmx:sendError", () => { state.textContent = form.dataset.lost; });

// A refusal has its reason in its body, so it is shown like any answer.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if ([403, 413].includes(event.detail.xhr.status)) event.detail.shouldSwap = true;
});

// The state is read aloud, the answer beside it is not: it is long, and somebody is typing.
document.body.addEventListener("htmx:afterSettle", () => {
  state.textContent = document.getElementById("results").dataset.heading || calm;
});
