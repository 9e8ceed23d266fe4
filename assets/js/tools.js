import { say } from "./words.js";

export const all = (selector, within = document) => [
  ...(within.matches?.(selector) ? [within] : []),
  ...within.querySelectorAll(selector),
];
export const on = (target, kinds, act) =>
  kinds.split(" ").forEach((kind) => target.addEventListener(kind, act));

export const make = (tag, name, text) => {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
};

// The first element of a fragment that the server, or a template of the page, has drawn.
export const drawn = (html) => {
  const holder = make("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
};

// A whole page instead of a fragment is the sign-in page: the session ended meanwhile.
export const isPage = (text) => /^\s*<!doctype/i.test(text);

export const button = (text, act, name = "btn btn-md btn-quiet") => {
  const element = make("button", name, text);
  element.type = "button";
  on(element, "click", act);
  return element;
};

export const clock = (time) => {
  const moment = new Date(time);
  return moment.getHours() + say.hour + String(moment.getMinutes()).padStart(2, "0");
};

// One line near the send button says what happens to the form; it is made when the page has none.
export const tell = (form, text, bad, ...buttons) => {
  let line = form.querySelector("[data-saved]");
  if (!line) {
    line = make("p", "saved");
    line.dataset.saved = "";
    line.setAttribute("role", "status");
    line.append(make("span"));
    const bar = all(".formbar,.sendbar>div", form).pop();
    (bar || form).append(line);
  }
  line.classList.toggle("bad", !!bad);
  const words = line.querySelector("span") || line;
  words.textContent = text;
  words.append(...buttons.flatMap((one) => [" ", one]));
};

// What a field held when the page came, however late the script is; and whether something else was
// typed or chosen since.
export const came = (field) => {
  if (!field.options) return field.defaultValue;
  const chosen = [...field.options].find((option) => option.defaultSelected) || field.options[0];
  return chosen ? chosen.value : "";
};
export const typedInto = (within) =>
  all("textarea,input:not([type=hidden]),select:not([multiple])", within).some(
    (field) => field.value !== came(field) || field.checked !== field.defaultChecked,
  );

export const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
