"use strict";
// The console's one script. Without it every page works by links and forms; it adds keys, times in the viewer's zone, and
// rows that keep up with the stack. It fetches from the console alone.
const SOON = 1000, EVERY = 4000; // milliseconds before the first look at what may have changed, and between two

const zone = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

function localTimes(root) {
  for (const time of root.querySelectorAll("time:not([data-age])")) {
    const at = new Date(time.dateTime);
    if (!Number.isNaN(at.getTime())) time.textContent = zone.format(at);
  }
}

function say(text) {
  const status = document.getElementById("status");
  if (status.textContent !== text) status.textContent = text;
  status.hidden = !text;
}

// Put the children of `fresh` in the place of those of `old`: by id, so that what did not change is not touched.
const written = new Map();
function merge(old, fresh) {
  const active = document.activeElement, kept = new Set([...fresh.children].map((each) => each.id));
  for (const gone of [...old.children].filter((each) => !kept.has(each.id))) {
    if (gone.contains(active)) (gone.nextElementSibling || gone.previousElementSibling)?.querySelector("a")?.focus();
    gone.remove();
  }
  let place = old.firstElementChild;
  for (const next of [...fresh.children]) {
    const same = next.id && document.getElementById(next.id);
    const markup = next.outerHTML;
    if (!same || !old.contains(same)) {
      localTimes(next);
      if (next.id) written.set(next.id, markup);
      old.insertBefore(next, place);
      next.classList.add("fresh");
      continue;
    }
    const table = next.querySelector("tbody[id]");
    if (table && same.querySelector(`#${table.id}`)) merge(same.querySelector(`#${table.id}`), table);
    else if (written.get(next.id) !== markup && !isTypedIn(same)) {
      const focused = same.contains(document.activeElement) ? places(same).indexOf(document.activeElement) : -1;
      if (written.has(next.id) || same.outerHTML !== markup) {
        localTimes(next);
        same.replaceChildren(...next.childNodes);
        same.className = next.className;
        if (focused >= 0) (places(same)[focused] || places(same)[0])?.focus({ preventScroll: true });
      }
      written.set(next.id, markup);
    }
    if (same !== place) old.insertBefore(same, place);
    else place = same.nextElementSibling;
  }
  if (active.isConnected && old.contains(active)) active.focus({ preventScroll: true }); // to move a row takes its focus
}
const places = (element) => [...element.querySelectorAll("a, button, input, select, textarea, summary")];
const isTypedIn = (element) => element.contains(document.activeElement) && /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);

async function refresh(element) {
  try {
    const answer = await fetch(element.dataset.refresh, { headers: { Accept: "text/html" } });
    if (answer.status === 403) return say("This console was ended and another began. Open the address that the command printed.");
    if (!answer.ok) return say(`The console answered ${answer.status}; it is asked again.`);
    const fresh = document.createElement("template");
    fresh.innerHTML = await answer.text();
    const kept = document.activeElement?.closest("tr, li");
    const before = kept?.getBoundingClientRect().top;
    merge(element, fresh.content);
    if (kept?.isConnected) window.scrollBy(0, kept.getBoundingClientRect().top - before);
    say("");
  } catch {
    say("The console does not answer: was the command ended? This page goes on when it is back.");
  }
}

async function retry(element) {
  try {
    if ((await fetch(element.dataset.retry)).ok) location.reload();
  } catch { /* not yet */ }
}

function every(milliseconds, work) {
  setTimeout(async () => {
    if (!document.hidden) await work();
    every(EVERY, work);
  }, milliseconds);
}

const rows = () => [...document.querySelectorAll(".case")];
function move(step) {
  const all = rows(), at = all.findIndex((row) => row.contains(document.activeElement));
  all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)]?.querySelector("a.open").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  const within = document.activeElement?.closest(".case") || (rows().length ? null : document);
  if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
  else if (event.key === "/") document.querySelector("input[type=search]")?.focus();
  else if ("cad".includes(event.key)) {
    const wanted = within?.querySelector(`[data-key="${event.key}"]`); // what is final is pressed once more, by Enter
    if (wanted?.closest("[data-ask]")) wanted.focus();
    else wanted?.click();
  } else return;
  event.preventDefault();
});

localTimes(document);
// After the load, as a browser that goes to a fragment takes the focus away once it is there.
addEventListener("load", () => setTimeout(() => document.querySelector("[data-focus]")?.focus()));
for (const element of document.querySelectorAll("[data-refresh]")) every(SOON, () => refresh(element));
for (const element of document.querySelectorAll("[data-retry]")) every(SOON, () => retry(element));
for (const chosen of document.querySelectorAll("input[type=file][data-into]")) {
  chosen.addEventListener("change", async () => {
    if (chosen.files[0]) document.getElementById(chosen.dataset.into).value = await chosen.files[0].text();
  });
}
