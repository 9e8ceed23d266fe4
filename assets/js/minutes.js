// The desk of minutes: every row is saved by itself, some seconds after the last key and when a field is
// left. What the server has not taken yet stays on this device, with the mark of what was shown when it
// was typed, and is sent when the network is back. Loaded after site.js.
const { all, drawn, isPage, on, tell, token, typedInto } = window.ct;
const say = window.ctWords || {
  saving: "Đang lưu…",
  saved: "Đã lưu lúc ",
  signedOut: "Phiên làm việc đã hết. Thầy cô bấm nút lưu: chữ vẫn được giữ khi đăng nhập lại.",
  mOffline: "Mất mạng: chữ được giữ trên máy này và sẽ tự gửi.",
  mRestored: "Đã lấy lại chữ chưa gửi trên máy này.",
  mAside: "Có người khác vừa sửa cùng dòng: cả hai bản đều được giữ, xin chọn ở dòng đó.",
};
const user = document.documentElement.dataset.user || "";

all("form[data-minutes]").forEach((form) => {
  const place = `ct:${user}:${form.dataset.key}`;
  // cell → what waits to be sent: the row's fields, and what was sent before without an answer
  let waiting = {};
  let going = null;
  let timer;
  const keep = () => {
    try {
      if (Object.keys(waiting).length) localStorage.setItem(place, JSON.stringify(waiting));
      else localStorage.removeItem(place);
    } catch {
      // storage is switched off or full: the page still holds the text
    }
  };
  const row = (cell) => form.querySelector(`[data-cell="${CSS.escape(cell)}"]`);
  const field = (cell, name) => form.elements[`${name}-${cell}`];
  const read = (cell) => {
    const found = {};
    ["text", "by", "lesson", "was", "kind"].forEach((name) => {
      const one = field(cell, name);
      if (one) found[name] = one.value;
    });
    return found;
  };

  // A blank row is always there: when it is begun, the next one follows.
  const another = (blank) => {
    const next = blank.cloneNode(true);
    const old = blank.dataset.cell;
    const random = [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => byte.toString(36)).join("");
    const cell = `new-${blank.dataset.new}-${random}`;
    delete blank.dataset.new;
    blank.classList.remove("blank");
    next.dataset.cell = cell;
    next.id = `c-${cell}`;
    all("[name],[id],[for]", next).forEach((one) =>
      ["name", "id", "for"].forEach((name) => {
        const value = one.getAttribute(name);
        if (value?.endsWith(old)) one.setAttribute(name, value.slice(0, -old.length) + cell);
      }),
    );
    all("textarea,input:not([type=hidden]),select", next).forEach((one) => (one.value = ""));
    all("[data-asides]", next).forEach((one) => one.remove());
    blank.after(next);
  };

  // What the server has seen of each row: leaving a field tells of a change that was sent already.
  const seen = {};
  const mark = ({ text, by, lesson }) => JSON.stringify([text, by, lesson]);

  const changed = (cell) => {
    const one = row(cell);
    if (!waiting[cell] && seen[cell] === mark(read(cell))) return;
    if (one.dataset.new && field(cell, "text").value.trim()) another(one);
    waiting[cell] = { ...waiting[cell], ...read(cell) };
    keep();
  };

  // The row bears the name that the server gave it: what is typed on belongs to that row.
  const renamed = (cell, name) => {
    const one = row(cell);
    if (!one || cell === name) return;
    row(name)?.replaceWith(one); // it had arrived, and the page that was loaded again showed it
    all("[name],[id],[for],[value]", one).forEach((part) =>
      ["name", "id", "for", "value"].forEach((attribute) => {
        const value = part.getAttribute(attribute);
        if (value?.endsWith(`-${cell}`)) part.setAttribute(attribute, value.slice(0, -cell.length) + name);
      }),
    );
    one.dataset.cell = name;
    one.id = `c-${name}`;
    if (waiting[cell]) {
      waiting[name] = waiting[cell];
      delete waiting[cell];
    }
  };

  const shown = (cell, answer) => {
    const one = row(cell);
    if (!one) return;
    const problem = one.querySelector("[data-problem]");
    if (problem) {
      problem.textContent = answer.words || "";
      problem.hidden = !answer.words;
    }
    all("[data-asides]", one).forEach((old) => old.remove());
    if (answer.html) one.append(drawn(answer.html));
  };

  const taken = (sent, cells) => {
    let aside = false;
    Object.entries(cells).forEach(([cell, answer]) => {
      const now = waiting[cell];
      const same = now && sent[cell].text === now.text && sent[cell].by === now.by && sent[cell].lesson === now.lesson;
      if (answer.outcome !== "aside" && answer.outcome !== "refused" && answer.outcome !== "empty") {
        if (field(cell, "was")) field(cell, "was").value = answer.mark;
        if (now) {
          now.was = answer.mark;
          delete now.sent;
        }
      }
      if (same) delete waiting[cell];
      seen[answer.name] = mark(sent[cell]);
      aside ||= answer.outcome === "aside";
      shown(cell, answer);
      renamed(cell, answer.name);
    });
    keep();
    return aside;
  };

  const later = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(send, seconds * 1000);
  };

  const send = async (leaving) => {
    clearTimeout(timer);
    if (going && !leaving) return later(1);
    const sent = structuredClone(waiting);
    if (!Object.keys(sent).length || form.dataset.sent) return;
    const body = new FormData();
    body.append("csrfmiddlewaretoken", token());
    Object.entries(sent).forEach(([cell, values]) =>
      Object.entries(values).forEach(([name, value]) => body.append(`${name}-${cell}`, value)),
    );
    Object.keys(sent).forEach((cell) => (waiting[cell].sent = sent[cell].text));
    keep();
    if (!leaving) tell(form, say.saving);
    try {
      going = fetch(form.dataset.minutes, {
        method: "POST",
        body,
        headers: { "X-Requested-With": "autosave" },
        keepalive: leaving === true,
      });
      const answer = await going;
      const text = await answer.text();
      if (answer.status === 401 || answer.status === 403 || isPage(text)) return tell(form, say.signedOut, true);
      const said = JSON.parse(text);
      if (!answer.ok) return tell(form, said.error || say.mOffline, true);
      const aside = taken(sent, said.cells);
      if (aside) tell(form, say.mAside, true);
      else if (!Object.keys(waiting).length) tell(form, say.saved + said.at);
      if (Object.keys(waiting).length && !aside) later(3);
    } catch {
      tell(form, say.mOffline, true);
      later(10);
    } finally {
      going = null;
    }
  };

  // What an earlier visit could not send comes back, as it was typed.
  try {
    const left = JSON.parse(localStorage.getItem(place)) || {};
    Object.entries(left).forEach(([cell, values]) => {
      if (!row(cell)) {
        // Begun on this device, or taken away by somebody else: it stands in a new row, so that it is
        // seen. What was begun here keeps its name: the server knows it, should it have arrived.
        const blank = form.querySelector(`[data-new="${CSS.escape(values.kind || "")}"]`);
        if (!blank || !values.text) return;
        another(blank);
        if (cell.startsWith("new-")) renamed(blank.dataset.cell, cell);
        else cell = blank.dataset.cell;
      }
      ["text", "by", "lesson"].forEach((name) => {
        if (values[name] !== undefined && field(cell, name)) field(cell, name).value = values[name];
      });
      if (values.was !== undefined) field(cell, "was").value = values.was;
      waiting[cell] = { ...read(cell), sent: values.sent ?? values.text };
    });
    if (Object.keys(waiting).length) {
      tell(form, say.mRestored);
      later(1);
    }
    keep();
  } catch {
    // nothing that can be read was left
  }

  on(form, "input change", ({ target }) => {
    const cell = target.closest("[data-cell]")?.dataset.cell;
    if (!cell || !target.name) return;
    changed(cell);
    later(2.5);
  });
  // What was typed before this script arrived counts like what is typed now.
  all("[data-cell]", form).forEach((one) => {
    if (waiting[one.dataset.cell] || !typedInto(one)) return;
    changed(one.dataset.cell);
    later(2.5);
  });
  on(form, "focusout", () => Object.keys(waiting).length && later(0.3));
  // The whole form goes: the page that says "saved" clears what this device kept (data-draft-clear).
  on(form, "submit", () => clearTimeout(timer));
  on(window, "online", () => send());
  on(document, "visibilitychange", () => document.hidden && send(true));
});
