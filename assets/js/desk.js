// Only on desk pages: autosave of long forms. Loaded after site.js, whose tools it borrows.
const { all, clock, isPage, on, tell, typedInto } = window.ct;
const say = window.ctWords || {
  saving: "Đang lưu…",
  saved: "Đã lưu lúc ",
  done: "Đã lưu",
  unsaved: "Chưa lưu được, sẽ tự thử lại. Chữ vẫn còn trên trang này.",
  signedOut: "Phiên làm việc đã hết. Thầy cô bấm nút lưu: chữ vẫn được giữ khi đăng nhập lại.",
};

// Text of a long form goes to the server by itself, some seconds after the last key.
const autosave = (within) =>
  all("form[data-autosave]", within).forEach((form) => {
    let wait;
    let dirty = false;
    const later = (seconds) => {
      clearTimeout(wait);
      wait = setTimeout(send, seconds * 1000);
    };
    const send = async (leaving) => {
      clearTimeout(wait);
      if (!dirty || form.dataset.sent) return;
      dirty = false;
      if (!leaving) tell(form, say.saving);
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST",
          body: new FormData(form),
          headers: { "X-Requested-With": "autosave" },
          keepalive: leaving === true,
        });
        const text = await answer.text();
        if (answer.status === 401 || answer.status === 403 || isPage(text))
          return tell(form, say.signedOut, true);
        if (answer.status === 409 || answer.status === 400) return tell(form, text, true);
        if (!answer.ok) throw answer.status;
        if (!dirty) tell(form, say.saved + clock(Date.now()));
      } catch {
        dirty = true;
        tell(form, say.unsaved, true);
        later(10);
      }
    };
    const typed = () => {
      dirty = true;
      later(3);
    };
    on(form, "input change", typed);
    // Typed before this script arrived.
    if (typedInto(form)) typed();
    on(form, "submit", () => clearTimeout(wait));
    on(window, "online", () => send());
    on(document, "visibilitychange", () => document.hidden && send(true));
  });

// Text areas as tall as their text, where the style sheet cannot say so.
const grow = (area) => {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
};
const growing = !CSS.supports("field-sizing", "content");
const grown = (within) => growing && all("textarea.grows", within).forEach(grow);
on(document, "input", ({ target }) => growing && target.matches("textarea.grows") && grow(target));
on(window, "resize", () => grown(document));
on(document, "htmx:load", (event) => grown(event.detail.elt));

// A button answered by htmx whose answer did not come: what was typed is still in the page.
on(document, "htmx:sendError htmx:responseError", (event) => {
  const form = event.target.closest("form");
  // Looking for clashes saves nothing.
  if (form && !("clashes" in event.target.dataset)) tell(form, say.unsaved, true);
});

// A free half-day that was offered goes into its row: day, hour, and the end as long after it.
const minutes = (hour) => hour.split(":").reduce((sum, part) => sum * 60 + +part, 0);
on(document, "click", (event) => {
  const button = event.target.closest("[name=fill]");
  if (!button) return;
  const [row, day, hour] = button.value.split(" ");
  const field = (name) => button.form.elements[`${row}-${name}`];
  const [on, from, to] = ["on", "starts_at", "ends_at"].map(field);
  if (!on || !from) return;
  event.preventDefault();
  if (to?.value) {
    const end = minutes(hour) + minutes(to.value) - minutes(from.value);
    to.value = from.value && end < 1440 ? [Math.floor(end / 60), end % 60].map((part) => `${part}`.padStart(2, 0)).join(":") : "";
  }
  on.value = on.type === "date" ? day : day.split("-").reverse().join("/");
  from.value = hour;
  if (field("half_day")) field("half_day").value = "";
  on.dispatchEvent(new Event("input", { bubbles: true }));
  on.dispatchEvent(new Event("change", { bubbles: true }));
  on.focus();
});

// Going back loads a form anew: its key comes back from the entry of the history, so that sending it
// again means the same session.
all("[data-entry]", document).forEach((field) => {
  if (history.state?.entry) field.value = history.state.entry;
  else history.replaceState({ ...history.state, entry: field.value }, "");
});

// A part that was saved in place is read again from the page: focus and screen stay at it, and it
// says so. The region is there before its words, or screen readers do not read them.
const heard = Object.assign(document.createElement("p"), { className: "visually-hidden" });
heard.setAttribute("role", "status");
document.body.append(heard);
let kept;
on(document, "htmx:beforeRequest", ({ target }) => {
  if (target.dataset.kept) kept = target.dataset.kept;
});
on(document, "htmx:afterSettle", () => {
  const part = kept && document.getElementById(kept);
  if (!part || part.querySelector("[data-kept]")) return;
  kept = null;
  const heading = part.querySelector("h2") || part;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  const { top } = heading.getBoundingClientRect();
  if (top < 64 || top > innerHeight - 160) heading.scrollIntoView();
  const note = Object.assign(document.createElement("span"), { className: "kept", textContent: say.done });
  note.setAttribute("aria-hidden", "true");
  heading.after(note);
  heard.textContent = say.done;
  setTimeout(() => {
    note.remove();
    heard.textContent = "";
  }, 6000);
});

grown(document);
autosave(document);
on(document.documentElement, "ct:load", (event) => autosave(event.detail));

// A list of suggestions holds the first few hundred; what is typed asks for the others. Without
// script, or without an answer, the list stays as it is.
let pause;
on(document, "input", ({ target, inputType }) => {
  const list = target.list;
  const typed = target.value?.split(";").pop().trim();
  clearTimeout(pause);
  // picking a suggestion is no typing
  if (!list?.dataset.search || !inputType || inputType === "insertReplacementText" || typed.length < 2) return;
  pause = setTimeout(async () => {
    try {
      const answer = await fetch(`${list.dataset.search}?q=${encodeURIComponent(target.value)}`);
      const text = await answer.text();
      if (answer.ok && !isPage(text) && text.trim()) list.innerHTML = text;
    } catch {
      // the line is away: what the list holds is still there
    }
  }, 250);
});
