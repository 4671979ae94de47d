// Updates an open page of the dashboard without a reload. Expanded details and the focus are kept.
"use strict";

const live = document.getElementById("live");

function showStatus(text) {
  if (live.textContent !== text) live.textContent = text;
}

/** The HTML of the parts of the page that are updated, as the server sent it, by their IDs. */
const sent = new Map();
for (const part of document.querySelectorAll("[data-live]")) sent.set(part.id, part.outerHTML);

/** Replaces the parts of the page that differ in a new copy of it. */
function replace(copy) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = copy.getElementById(part.id);
    if (!fresh || fresh.outerHTML === sent.get(part.id)) continue;
    sent.set(part.id, fresh.outerHTML);
    for (const expanded of part.querySelectorAll("details[open]")) {
      fresh.querySelector(`#${CSS.escape(expanded.id)}`)?.setAttribute("open", "");
    }
    keepInputs(part, fresh);
    const focused = part.contains(document.activeElement) ? locate(part, document.activeElement) : null;
    part.replaceWith(fresh);
    prepare(fresh);
    if (focused) find(fresh, focused)?.focus();
  }
}

/** Keeps what is typed into a form whose section is replaced. */
function keepInputs(part, fresh) {
  for (const input of part.querySelectorAll("input[id]")) {
    const copy = fresh.querySelector(`#${CSS.escape(input.id)}`);
    if (copy && input.value !== input.defaultValue) copy.value = input.value;
  }
}

const FOCUSABLE = "a, button, summary, pre, input";

/** The position of an element among the focusable elements with the same name. */
function locate(part, element) {
  const same = [...part.querySelectorAll(FOCUSABLE)].map(name);
  const own = name(element);
  const index = [...part.querySelectorAll(FOCUSABLE)].indexOf(element);
  return { own, nth: same.slice(0, index).filter((other) => other === own).length };
}

function find(part, { own, nth }) {
  return [...part.querySelectorAll(FOCUSABLE)].filter((element) => name(element) === own)[nth];
}

const name = (element) =>
  [element.tagName, element.id, element.closest("details")?.id, element.value, element.getAttribute("href")].join(" ");

function prepare(part) {
  for (const button of part.querySelectorAll("button[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 1500);
    });
  }
}

/** What is held down. A click needs the element on which it began until its end, so nothing is replaced meanwhile. */
const held = new Set();
/** The newest copy of the page, until it is shown. */
let newest = null;

function show() {
  if (held.size || !newest) return;
  replace(newest);
  newest = null;
}

/** The click follows the event that ends it, and comes before what waits for it. */
function release(what) {
  if (held.delete(what)) setTimeout(show);
}

addEventListener("pointerdown", () => held.add("pointer"));
for (const end of ["pointerup", "pointercancel", "contextmenu", "blur"]) addEventListener(end, () => release("pointer"));
// The end can be missed, for example outside the window.
addEventListener("pointermove", (event) => event.buttons || release("pointer"));
addEventListener("keydown", (event) => event.key === " " && held.add("space"));
addEventListener("keyup", (event) => event.key === " " && release("space"));
addEventListener("blur", () => release("space"));

let isRefreshing = false;
let isOutdated = false;

async function refresh() {
  if (isRefreshing) {
    isOutdated = true;
    return;
  }
  isRefreshing = true;
  try {
    do {
      isOutdated = false;
      const response = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!response.ok) continue;
      newest = new DOMParser().parseFromString(await response.text(), "text/html");
      show();
    } while (isOutdated);
  } catch {
    // The sandbox has stopped, which the events report.
  } finally {
    isRefreshing = false;
  }
}

prepare(document);
// A section whose form was submitted is expanded again.
function unfold() {
  document.querySelector(`details[id="${CSS.escape(location.hash.slice(1))}"]`)?.setAttribute("open", "");
}
unfold();
addEventListener("hashchange", unfold);
if (live) {
  const events = new EventSource("/dashboard/events");
  events.addEventListener("open", () => showStatus("Changes appear by themselves"));
  events.addEventListener("message", refresh);
  events.addEventListener("error", () => showStatus("Not connected: reload to see changes"));
}
