// What was typed stays on this device until the server has said that it arrived.
import { all, button, came, clock, on, tell } from "./tools.js";
import { root, say } from "./words.js";

const space = "ct:";
const mine = () => `${space}${root.dataset.user || ""}:`;

const store = {
  get(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null; // storage is switched off or holds something foreign
    }
  },
  put(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false; // full or switched off
    }
  },
  // one draft by its key, or all of them by their common beginning
  drop(name) {
    try {
      Object.keys(localStorage).forEach((key) => {
        if (key === name || (name === space && key.startsWith(space))) localStorage.removeItem(key);
      });
    } catch {
      // switched off: nothing is kept, nothing to drop
    }
  },
};

const skipped = ["file", "hidden", "password", "submit", "button"];
const fields = (form) =>
  [...form.elements].filter(
    (field) => field.name && !skipped.includes(field.type) && !field.closest("[data-nodraft]"),
  );
const ticks = (field) => field.type === "radio" || field.type === "checkbox";

// What the form holds, or held when the page came (`first`).
const typed = (form, first) => {
  const values = {};
  fields(form).forEach((field) => {
    const list = (values[field.name] ||= []);
    if (field.multiple)
      list.push(
        ...[...field.options]
          .filter((option) => (first ? option.defaultSelected : option.selected))
          .map((option) => option.value),
      );
    else if (!ticks(field)) list.push(first ? came(field) : field.value);
    else if (first ? field.defaultChecked : field.checked) list.push(field.value);
  });
  return values;
};

// Rows that were added by hand come back before their values do.
const grow = (form, values) =>
  all("[data-formset]", form).forEach((set) => {
    const total = form.elements[`${set.dataset.formset}-TOTAL_FORMS`];
    const start = `${set.dataset.formset}-`;
    const last = Math.max(
      -1,
      ...Object.keys(values)
        .filter((name) => name.startsWith(start))
        .map((name) => parseInt(name.slice(start.length)) || 0),
    );
    const add = set.querySelector("[data-add]");
    for (let guard = 0; add && +total.value <= last && guard < 200; guard++) add.click();
  });

const fill = (form, values) => {
  grow(form, values);
  const left = {};
  fields(form).forEach((field) => {
    const list = values[field.name];
    if (!list) return;
    if (field.multiple)
      all("option", field).forEach((option) => (option.selected = list.includes(option.value)));
    else if (ticks(field)) field.checked = list.includes(field.value);
    else field.value = (left[field.name] ||= [...list]).shift() ?? field.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
};

const watch = (form) => {
  const key = mine() + form.dataset.draft;
  const first = JSON.stringify(typed(form, true));
  const draft = store.get(key);
  const take = () => {
    fill(form, draft.values);
    tell(form, say.restored + clock(draft.at), false, button(say.drop, drop, ""));
  };
  const drop = () => {
    store.drop(key);
    fill(form, JSON.parse(first));
    wait = clearTimeout(wait);
    tell(form, "");
  };
  if (draft && JSON.stringify(draft.values) !== first) {
    // The page is as it was when the draft began: put the text back. Otherwise somebody (or the
    // server, showing errors) has put other text there, so ask first.
    if (draft.first === first && !form.querySelector("[aria-invalid=true]")) take();
    else
      tell(form, say.found + clock(draft.at), false, button(say.take, take, ""), button(say.drop, drop, ""));
  }
  let wait;
  const keep = () => {
    if (!wait) return;
    wait = clearTimeout(wait);
    const put = store.put(key, { at: Date.now(), first, values: typed(form) });
    // What went wrong stays to be read: that the form was not sent weighs more than the draft.
    if (put && !form.dataset.autosave && !form.querySelector("[data-saved].bad"))
      tell(form, say.kept + clock(Date.now()));
  };
  on(form, "input change", () => {
    clearTimeout(wait);
    wait = setTimeout(keep, 400);
  });
  on(window, "pagehide", keep);
  // Typed before this script arrived.
  if (!draft && JSON.stringify(typed(form)) !== first) wait = setTimeout(keep, 400);
};

export const drafts = (within) => {
  all("[data-draft-clear]", within).forEach((mark) => store.drop(mine() + mark.dataset.draftClear));
  all("form[data-draft]", within).forEach(watch);
  all("form[data-sign-out]", within).forEach((form) =>
    on(form, "submit", () => {
      store.drop(space);
      store.put = () => {}; // what was typed a moment ago goes too
    }),
  );
};
