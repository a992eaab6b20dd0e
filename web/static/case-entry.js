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
    } else if (answer.status >= 500) {
      notKept();
    }
  } catch {
    notKept();
  }
}

// No connection, or the desk has no database for now: it is tried again, whether or not more is typed.
function notKept() {
  document.getElementById("draft-told").textContent = form().dataset.notKept;
  waiting ??= setTimeout(keepDraft, 5000);
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
  showBenefit();
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

// The fields of the benefit chosen; those of others stay in the form, hidden, with what is typed in them.
function showBenefit() {
  const chosen = document.getElementById("claim-benefit");
  if (!chosen) return;
  for (const button of document.querySelectorAll(".without-script")) button.hidden = true;
  for (const part of document.querySelectorAll("[data-benefit]")) {
    part.hidden = !part.dataset.benefit.split(" ").includes(chosen.value);
  }
  for (const told of document.querySelectorAll("[data-aside]")) {
    const word = told.dataset.aside;
    const typed = [...document.querySelectorAll(`[data-benefit="${word}"] .input, [data-benefit="${word}"] :checked`)];
    told.hidden = word === chosen.value || !typed.some((each) => each.value);
  }
  showOptions(chosen.value);
}

// Options that bear on the benefit chosen can be chosen; a row that holds another keeps it, and says so.
function showOptions(benefit) {
  for (const row of document.querySelectorAll("[data-option]")) {
    const begin = row.dataset.option;
    const name = document.getElementById(`${begin}-name`);
    const party = document.getElementById(`${begin}-party`).value.trim().toUpperCase();
    for (const option of name.options) {
      option.hidden = option.disabled = !option.selected && !serves(option, "", benefit);
    }
    const idle = !serves(name.selectedOptions[0], party, benefit) && !row.querySelector(".field-wrong");
    const told = row.querySelector("[data-option-idle]");
    const value = document.getElementById(`${begin}-value`).value;
    const title = document.querySelector(`#parties option[value="${CSS.escape(party)}"]`);
    const named = title ? `${title.textContent} (${party})` : party;
    told.querySelector("strong").textContent = `${named}: ${name.selectedOptions[0].text}: ${value}`;
    row.querySelector("[data-option-fields]").hidden = idle;
    told.hidden = !idle;
  }
}

// Whether an option serves a benefit: under its party, or under any where the party has none of that name.
function serves(option, party, benefit) {
  const pairs = (option.dataset.serves ?? "").split(" ").filter(Boolean).map((each) => each.split(":"));
  const own = pairs.filter(([code]) => code === party);
  return !pairs.length || (own.length ? own : pairs).some(([, each]) => each === benefit);
}

document.addEventListener("change", (event) => {
  if (event.target.id === "claim-benefit") showBenefit();
});

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

showBenefit();
if (document.querySelector("#entry .error-summary")) goOn();
