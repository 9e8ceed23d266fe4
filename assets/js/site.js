import { drafts } from "./drafts.js";
import { carried, copying, menus, onePress, readBack, rows } from "./forms.js";
import { poll } from "./poll.js";
import { all, clock, isPage, on, tell } from "./tools.js";
import { uploads } from "./upload.js";
import { root } from "./words.js";

const start = (within) => [readBack, drafts, uploads, poll, carried].forEach((part) => part(within));

root.classList.add("js");
window.ct = { all, clock, isPage, on, tell };
[rows, copying, menus].forEach((part) => part());
start(document);
onePress();
// fragments that came later: our own rows and answers, and what htmx put into the page
on(root, "ct:load", (event) => start(event.detail));
on(root, "htmx:load", (event) => event.detail.elt !== document.body && start(event.detail.elt));
