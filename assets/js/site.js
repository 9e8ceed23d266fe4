import { drafts } from "./drafts.js";
import { carried, copying, menus, onePress, readBack, rows } from "./forms.js";
import { poll } from "./poll.js";
import * as tools from "./tools.js";
import { root } from "./words.js";

const start = (within) => [readBack, drafts, poll, carried].forEach((part) => part(within));

root.classList.add("js");
window.ct = tools;
[rows, copying, menus].forEach((part) => part());
start(document);
onePress();
// fragments that came later: our own rows and answers, and what htmx put into the page
tools.on(root, "ct:load", (event) => start(event.detail));
tools.on(root, "htmx:load", (event) => event.detail.elt !== document.body && start(event.detail.elt));

// A page of today that was left open is another one tomorrow.
const born = new Date().toDateString();
if (document.querySelector("[data-daily]"))
  tools.on(document, "visibilitychange", () => {
    if (!document.hidden && navigator.onLine && new Date().toDateString() !== born) location.reload();
  });

// Presses about presence are kept on every page with a button for them; those that were not sent yet go
// from whichever page is opened next.
try {
  if (root.dataset.marks && !window.ctMarks && !document.querySelector("script[src*='js/marks.']"))
    if (
      document.querySelector("form[data-mark]") ||
      Object.keys(localStorage).some((name) => name.startsWith("mark:"))
    )
      document.head.append(Object.assign(document.createElement("script"), { src: root.dataset.marks }));
} catch {
  // storage is switched off: nothing waits
}
