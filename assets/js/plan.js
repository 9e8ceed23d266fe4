// The page on which a plan is typed: every field is saved by itself, some seconds after the last key and
// when it is left. What the server has not taken yet stays on this device, with the mark of what was
// shown when it was typed, and is sent when the network is back. Loaded after site.js.
const { all, isPage, make, on, tell, token, typedInto } = window.ct;
const say = window.ctWords || {
  saving: "Đang lưu…",
  saved: "Đã lưu lúc ",
  signedOut: "Phiên làm việc đã hết. Thầy cô bấm nút lưu: chữ vẫn được giữ khi đăng nhập lại.",
  mOffline: "Mất mạng: chữ được giữ trên máy này và sẽ tự gửi.",
  mRestored: "Đã lấy lại chữ chưa gửi trên máy này.",
  pAside: "Có người vừa viết cùng mục. Cả hai bản đều được giữ, thầy cô bấm Lưu để ghép.",
};
const user = document.documentElement.dataset.user || "";

all("form[data-plan]").forEach((form) => {
  const place = `ct:${user}:${form.dataset.key}`;
  // field → its text, and the mark of what stood there when it was typed
  let waiting = {};
  // field → the text that met somebody else's: not sent again by itself
  const held = {};
  const seen = {};
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
  const field = (name) => form.querySelector(`[data-text][name="${CSS.escape(name)}"]`);
  const was = (name) => form.elements[`was-${name}`];
  const due = () => Object.keys(waiting).filter((name) => held[name] !== waiting[name].text);

  const changed = ({ name, value }) => {
    if (!waiting[name] && seen[name] === value) return;
    waiting[name] = { was: was(name).value, ...waiting[name], text: value };
    keep();
  };

  const heard = (name, words, text) => {
    const box = field(name)?.closest(".field");
    if (!box) return;
    all("[data-theirs]", box).forEach((old) => old.remove());
    const note = make("div", "hint warn mt-2");
    const inside = make("div");
    note.dataset.theirs = "";
    inside.append(make("p", "mb-1", words), make("p", "prewrap mb-0", text || "–"));
    note.append(inside);
    box.append(note);
  };

  const later = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(send, seconds * 1000);
  };

  const send = async (leaving) => {
    clearTimeout(timer);
    if (going && !leaving) return later(1);
    const names = due();
    if (!names.length || form.dataset.sent) return;
    const sent = structuredClone(waiting);
    const body = new FormData();
    body.append("csrfmiddlewaretoken", token());
    names.forEach((name) => {
      body.append(name, sent[name].text);
      body.append(`was-${name}`, sent[name].was);
    });
    if (!leaving) tell(form, say.saving);
    try {
      going = fetch(form.dataset.plan, {
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
      Object.entries(said.marks).forEach(([name, mark]) => {
        if (was(name)) was(name).value = mark;
        seen[name] = sent[name].text;
        if (waiting[name]?.text === sent[name].text) delete waiting[name];
        else if (waiting[name]) waiting[name].was = mark;
      });
      Object.entries(said.theirs).forEach(([name, theirs]) => {
        held[name] = sent[name].text;
        heard(name, said.words, theirs);
      });
      keep();
      if (due().length) later(3);
      else if (Object.keys(waiting).length) tell(form, say.pAside, true);
      else tell(form, say.saved + said.at);
    } catch {
      tell(form, say.mOffline, true);
      later(10);
    } finally {
      going = null;
    }
  };

  // What an earlier visit could not send comes back, as it was typed; where the server has just shown
  // both texts, the page itself holds it.
  try {
    const left = JSON.parse(localStorage.getItem(place)) || {};
    Object.entries(left).forEach(([name, { text, was: mark }]) => {
      const one = field(name);
      if (one?.closest("[data-clash]") || (one && one.value === text)) return;
      if (one) {
        one.value = text;
        was(name).value = mark;
      }
      waiting[name] = { text, was: mark };
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
    if (!target.matches("[data-text]")) return;
    changed(target);
    later(2.5);
  });
  // What was typed before this script arrived counts like what is typed now.
  all("[data-text]", form).forEach((one) => {
    if (waiting[one.name] || !typedInto(one)) return;
    changed(one);
    later(2.5);
  });
  on(form, "focusout", () => due().length && later(0.3));
  // The whole form goes: the page that says "saved" clears what this device kept (data-draft-clear).
  on(form, "submit", () => clearTimeout(timer));
  on(window, "online", () => send());
  on(document, "visibilitychange", () => document.hidden && send(true));
});
