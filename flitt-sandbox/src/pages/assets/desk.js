// Keeps an open page of the desk as it would be after a reload, without one. What is unfolded and where the keyboard is
// stays so.
"use strict";

const live = document.getElementById("live");

function say(text, isOn) {
  if (live.textContent !== text) live.textContent = text;
  live.classList.toggle("on", isOn);
}

/** Puts the parts of the page that have changed in the place of the old ones. */
function replace(news) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = news.getElementById(part.id);
    if (!fresh || fresh.outerHTML === part.dataset.live) continue;
    const html = fresh.outerHTML;
    for (const unfolded of part.querySelectorAll("details[open]")) {
      fresh.querySelector(`#${CSS.escape(unfolded.id)}`)?.setAttribute("open", "");
    }
    const focused = part.contains(document.activeElement) ? trace(part, document.activeElement) : null;
    fresh.dataset.live = html;
    part.replaceWith(fresh);
    prepare(fresh);
    if (focused) find(fresh, focused)?.focus();
  }
}

const FOCUSABLE = "a, button, summary, pre";

/** Where an element stands among those of its kind that lead to the same. */
function trace(part, element) {
  const same = [...part.querySelectorAll(FOCUSABLE)].map(name);
  const own = name(element);
  const place = [...part.querySelectorAll(FOCUSABLE)].indexOf(element);
  return { own, nth: same.slice(0, place).filter((other) => other === own).length };
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

let isAsking = false;
let isOld = false;

async function refresh() {
  if (isAsking) {
    isOld = true;
    return;
  }
  isAsking = true;
  try {
    do {
      isOld = false;
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (answer.ok) replace(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } while (isOld);
  } catch {
    // The sandbox has stopped; the events tell.
  } finally {
    isAsking = false;
  }
}

prepare(document);
// After a form of a folded part was sent, the part is unfolded again.
document.getElementById(location.hash.slice(1))?.setAttribute("open", "");
if (live) {
  const events = new EventSource("/desk/events");
  events.addEventListener("open", () => say("Live", true));
  events.addEventListener("message", refresh);
  events.addEventListener("error", () => say("Not connected", false));
}
