// The entry form without reloading: rows change in place, and what is typed keeps itself. Without this script
// the same buttons send the same form.
"use strict";

const form = () => document.getElementById("entry-form");
let waiting = null;
let natural = false;

async function keepDraft() {
  waiting = null;
  const data = new FormData(form());
  data.delete("file");
  try {
    const answer = await fetch(form().dataset.draft, {
      method: "POST", body: data, headers: { Accept: "application/json" },
    });
    if (answer.ok) {
      const kept = await answer.json();
      document.getElementById("draft-told").textContent = `${form().dataset.kept} ${kept.told}`;
    }
  } catch {
    // No connection: the next keystroke tries again.
  }
}

function stopWaiting() {
  clearTimeout(waiting);
  waiting = null;
}

function typed() {
  clearTimeout(waiting);
  waiting = setTimeout(keepDraft, 1500);
}

async function changeInPlace(button) {
  stopWaiting();
  const answer = await fetch(form().action, { method: "POST", body: new FormData(form(), button) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const entry = page.getElementById("entry");
  if (!entry) throw new Error("another page");
  document.title = page.title;
  document.getElementById("entry").replaceWith(document.adoptNode(entry));
  goOn();
}

function goOn() {
  const next = document.querySelector("#entry [autofocus]") || document.querySelector("#entry .error-summary") ||
    document.querySelector("#entry .notice");
  if (!next) return;
  if (!next.matches("input, select, textarea, button")) next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("input", (event) => {
  if (event.target.form === form() && event.target.type !== "file") typed();
});

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.target !== form() || natural || !button || !("part" in button.dataset)) {
    if (event.target === form()) stopWaiting();
    return;
  }
  event.preventDefault();
  changeInPlace(button).catch(() => {
    natural = true;
    form().requestSubmit(button);
  });
});

// Whoever leaves the page before the next draft is due, as by the language buttons, loses nothing either.
window.addEventListener("pagehide", () => {
  if (waiting === null) return;
  const data = new FormData(form());
  data.delete("file");
  navigator.sendBeacon(form().dataset.draft, data);
});

if (document.querySelector("#entry .error-summary")) goOn();
