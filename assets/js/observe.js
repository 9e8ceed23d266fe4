// Notes of a lesson stay on this device until the server has them: marks.js keeps and sends them, this
// shows them in their place at once, with the minute in which they were pressed.
const { all, make, on } = window.ct;
const { press, mine } = window.ctMarks;
const form = document.querySelector("form[data-observe]");
const list = document.querySelector("[data-notes]");

if (form && list) {
  const { moments, waits, correct } = form.dataset;
  const names = Object.fromEntries(moments.split("|").map((one) => one.split("=")));
  const sheet = location.pathname;
  const field = form.elements.text;
  let last = "";
  let when = 0;

  const minute = (at) => new Date(at).toTimeString().slice(0, 5);
  const show = (mark) => {
    const said = Object.fromEntries(mark.fields);
    const item = make("li");
    item.dataset.key = mark.key;
    const words = make("div");
    if (said.moment) words.append(make("span", "tag tag-indigo", names[said.moment]), " ");
    words.append(make("span", "tag tag-amber", waits));
    if (said.text) words.append(make("p", "prewrap", said.text));
    item.append(make("b", "", minute(mark.at)), words);
    list.prepend(item);
    all("[data-no-notes]").forEach((one) => (one.hidden = true));
  };
  const shown = (key) => list.querySelector(`[data-key="${key}"]`);

  on(form, "submit", (event) => {
    const fields = [];
    const moment = event.submitter?.value;
    if (moment) fields.push(["moment", moment]);
    const text = field.value.trim();
    if (text) fields.push(["text", text]);
    if (!fields.length) return; // the server says what is missing
    const same = JSON.stringify(fields);
    if (same === last && Date.now() - when < 700) return event.preventDefault();
    const mark = press({ sheet, fields, timed: true, label: [names[moment], text].filter(Boolean).join(": ") });
    if (!mark) return; // nothing is kept here: the form goes by itself
    event.preventDefault();
    last = same;
    when = Date.now();
    field.value = "";
    show(mark);
  });
  on(document, "ct:mark", (event) => {
    const { mark, said } = event.detail;
    if (mark.sheet !== sheet || said.state !== "saved") return;
    event.preventDefault();
    const item = shown(mark.key);
    if (!item) return;
    item.querySelector("b").textContent = said.time;
    item.querySelector(".tag-amber").remove();
    const way = make("a", "btn btn-md btn-quiet", correct);
    way.href = said.url;
    way.append(make("span", "visually-hidden", `: ${said.time}`));
    item.append(way);
  });
  on(document, "ct:mark-dropped", ({ detail }) => shown(detail.mark.key)?.remove());
  mine()
    .filter((mark) => mark.sheet === sheet)
    .forEach(show);
}
