import { all, button, drawn, make, on, tell } from "./tools.js";
import { root, say } from "./words.js";

// One press, one request. Without a network nothing is sent, and the page sends it by itself when
// the network is back: a file cannot be kept otherwise.
export const onePress = () => {
  const waiting = new Map();
  on(document, "submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.dataset.again !== undefined || form.target) return;
    if (form.dataset.sent) return event.preventDefault();
    if (!navigator.onLine && form.method === "post") {
      event.preventDefault();
      waiting.set(form, event.submitter);
      const file = form.querySelector("input[type=file]")?.value;
      const kept = form.dataset.draft || form.dataset.autosave;
      tell(form, say.offline + (kept ? say.offlineText : "") + (file ? say.offlineFile : ""), true);
      return;
    }
    waiting.delete(form);
    form.dataset.sent = 1;
    event.submitter?.setAttribute("aria-disabled", "true");
  });
  on(window, "online", () =>
    waiting.forEach((pressed, form) => form.isConnected && form.requestSubmit(pressed)),
  );
  on(window, "pageshow", () =>
    all("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      all("[aria-disabled]", form).forEach((one) => one.removeAttribute("aria-disabled"));
    }),
  );
};

// Native dates and times follow the language of the browser, not of the page: say them in words
// below. A Sunday is allowed, and marked.
export const readBack = (within) =>
  all("[data-readback]", within).forEach((field) => {
    const line = document.getElementById(field.dataset.readback);
    if (!line) return;
    on(field, "input change", () => {
      const [year, month, day] = field.value.split("-");
      const [hour, minute] = field.value.split(":");
      const weekday = new Date(+year, month - 1, +day).getDay();
      line.classList.toggle("odd", weekday === 0);
      line.textContent = day
        ? say.days.split(",")[weekday] + say.date + [day, month, year].join("/")
        : minute
          ? (+hour + say.hour + (+minute || say.hour === ":" ? minute : "")).trim()
          : "";
    });
  });

// Rows: add from a template, take away, move. Without script the same buttons submit the form.
const order = (set) => {
  all("[data-row]", set)
    .filter((row) => row.closest("[data-formset]") === set)
    .forEach((row, place) => {
      const field = row.querySelector("[name$=-ORDER]");
      if (field) field.value = place + 1;
    });
  all("[data-number]", set)
    .filter((one) => !one.closest("[hidden]") && one.closest("[data-formset]") === set)
    .forEach((one, place) => (one.textContent = place + 1));
};

const changed = (set) => {
  order(set);
  set.dispatchEvent(new Event("input", { bubbles: true }));
};

const add = (set, kind) => {
  const blank =
    all("template[data-blank]", set).find((one) => one.dataset.blank === kind) ||
    set.querySelector("template[data-blank]");
  const total = set.querySelector(`[name="${set.dataset.formset}-TOTAL_FORMS"]`);
  const row = drawn(blank.innerHTML.replaceAll("__prefix__", total.value++));
  set.querySelector("[data-rows]").append(row);
  root.dispatchEvent(new CustomEvent("ct:load", { detail: row }));
  changed(set);
  row.querySelector("input:not([type=hidden]),select,textarea")?.focus();
};

const remove = (set, row) => {
  const flag = row.querySelector("[name$=-DELETE]");
  flag.checked = true;
  flag.value = "on";
  const inside = [...row.children];
  inside.forEach((one) => (one.hidden = true));
  const line = make("p", "gone", say.removed);
  const back = button(say.undo, () => {
    flag.checked = false;
    if (flag.type === "hidden") flag.value = "";
    line.remove();
    inside.forEach((one) => (one.hidden = false));
    changed(set);
  });
  line.append(back);
  row.append(line);
  changed(set);
  back.focus();
};

const move = (set, row, up, pressed) => {
  const other = up ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (up) other.before(row);
  else other.after(row);
  changed(set);
  pressed.focus();
};

export const rows = () =>
  on(document, "click", (event) => {
    const pressed = event.target.closest("[data-add],[data-remove],[data-move]");
    const set = pressed?.closest("[data-formset]");
    if (!set) return;
    const row = pressed.closest("[data-row]");
    const { add: kind, move: way } = pressed.dataset;
    if (kind === undefined && way === undefined && !row.querySelector("[name$=-DELETE]")) return;
    event.preventDefault();
    if (kind !== undefined) add(set, kind);
    else if (way !== undefined) move(set, row, way === "up", pressed);
    else remove(set, row);
  });

// The clipboard needs https; on a plain network of a school the old way serves, then the finger.
export const copying = () =>
  on(document, "click", async (event) => {
    const pressed = event.target.closest("[data-copy]");
    if (!pressed) return;
    event.preventDefault();
    const source = document.querySelector(pressed.dataset.copy);
    const text = source.value ?? source.textContent;
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      if (source.select) source.select();
      else getSelection().selectAllChildren(source);
      done = document.execCommand("copy");
    }
    const words =
      pressed.parentNode.querySelector("[role=status]") || pressed.querySelector("span") || pressed;
    const before = (pressed.dataset.before ??= words.textContent);
    words.textContent = done ? say.copied : say.pressCopy;
    setTimeout(() => (words.textContent = before), 4000);
  });

// A form carried over the sign-in page goes on by itself.
export const carried = (within) => all("form[data-auto-submit]", within).forEach((form) => form.submit());

// Open menus close by Escape and by a press elsewhere.
export const menus = () =>
  on(document, "click keydown", (event) =>
    all("details.menu[open]").forEach((menu) => {
      if (event.type === "click" ? !menu.contains(event.target) : event.key === "Escape") menu.open = false;
    }),
  );
