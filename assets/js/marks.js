// Presses about presence, and sheets of feedback, stay on this device until the server has said what
// stands there then. On the pages of checking in; elsewhere site.js loads it as long as some wait. Borrows
// the tools of site.js.
const { all, button, clock, make, on, token } = window.ct;
const say = window.ctWords || {
  unsentMany: " chưa gửi",
  waits: "Chưa có mạng. Máy giữ lại và tự gửi khi có mạng, thầy cô không phải làm gì thêm.",
  goes: "Đang gửi…",
  fails: "Máy chủ chưa nhận được. Máy tự gửi lại.",
  out: "Phiên đăng nhập đã hết. Không mất dấu nào: đăng nhập lại thì máy tự gửi.",
  toDoor: "Đăng nhập lại",
  others: "Trên máy này còn dấu của người khác, chờ người đó đăng nhập: ",
  now: "Gửi ngay",
  let: "Bỏ",
  letSure: "Bấm lần nữa để bỏ",
  hour: " giờ ",
};
const TO = "/diem-danh/gui/";
const SPACE = "mark:";
const LOCK = "marks";

// One item a press, so that two tabs never write over each other.
const kept = () => {
  const found = [];
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(SPACE)) continue;
      try {
        found.push(JSON.parse(localStorage.getItem(name)));
      } catch {
        localStorage.removeItem(name); // not ours, or cut off
      }
    }
  } catch {
    return []; // storage is switched off: the forms go as they always went
  }
  return found.filter(Boolean).sort((a, b) => a.at - b.at);
};
const put = (mark) => {
  try {
    localStorage.setItem(SPACE + mark.key, JSON.stringify(mark));
    return true;
  } catch {
    return false;
  }
};
const drop = (mark) => localStorage.removeItem(SPACE + mark.key);

const who = () =>
  document.querySelector("[data-who]")?.dataset.who ||
  (document.documentElement.dataset.user && `u${document.documentElement.dataset.user}`) ||
  "";
// A personal link goes along with its presses: they can be sent whoever uses this device.
const mine = () => kept().filter((mark) => mark.link || mark.who === who());
const waiting = () => mine().filter((mark) => !mark.said);
const key = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");

// --- keeping and sending ----------------------------------------------------------------------

let sending = false;
let state = "";
let wait;
let failed = 0;

// Whether this browser keeps presses, and of whom; and the press as it is kept, else null.
const works = () => {
  if (!who() || !put({ key: "try", at: 0 })) return false;
  drop({ key: "try" });
  return true;
};
const press = (told) => {
  const same = mine()
    .filter((one) => !one.said && !one.guest && !told.guest && !told.timed && one.sheet === told.sheet && one.entry === told.entry && one.part === told.part)
    .pop();
  if (same && same.here === told.here && same.number === told.number) return same;
  const mark = { ...told, key: key(), at: Date.now(), who: who() };
  if (!mark.who || !put(mark)) return null;
  failed = 0;
  send();
  return mark;
};

const later = (seconds) => {
  clearTimeout(wait);
  wait = setTimeout(send, seconds * 1000);
};

const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || token();

const asked = async (marks) => {
  const [{ sheet, fields, key, timed, at }] = marks;
  // Of a note its minute matters; of a sheet of feedback nobody learns when it was filled in.
  const times = timed ? [["at", at], ["now", Date.now()]] : [];
  const sendSheet = () =>
    fetch(sheet, {
      method: "POST",
      headers: { "X-CSRFToken": csrf(), "X-Requested-With": "marks" },
      body: new URLSearchParams([...fields, ["client_key", key], ...times]),
      signal: AbortSignal.timeout(25000),
    });
  const sendMarks = () =>
    fetch(TO, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf(), "X-Requested-With": "marks" },
      body: JSON.stringify({
        now: Date.now(),
        marks: marks.map(({ key, entry, part, here, number, reason, desk, guest, link, at }) => ({
          key, entry, part, here, number, reason, desk, guest, link, at,
        })),
      }),
      signal: AbortSignal.timeout(25000),
    });
  const send = sheet ? sendSheet : sendMarks;
  const answer = await send();
  if (answer.status !== 403) return answer;
  await fetch(location.href); // brings a fresh protection code
  return send();
};

// Several tabs are open: one of them sends. The server knows each key, so this only saves the line,
// and where the browser has no locks (an address without https) each tab sends.
const send = () => {
  clearTimeout(wait);
  if (!waiting().length) state = "";
  draw();
  if (sending || !waiting().length) return;
  if (!navigator.locks) sendWaiting();
  else navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? sendWaiting() : later(3)));
};

const sendWaiting = async () => {
  const all = waiting();
  if (sending || !all.length) return draw();
  // After a failure one at a time, the one that failed least often first: none holds up the others.
  all.sort((a, b) => (a.tries || 0) - (b.tries || 0) || a.at - b.at);
  // A sheet is taken of who was there: presses go first, then one sheet at a time.
  const presses = all.filter((mark) => !mark.sheet);
  const marks = (presses.length ? presses : all).slice(0, failed > 1 || !presses.length ? 1 : 30);
  sending = true;
  if (state !== "out") state = navigator.onLine ? "goes" : "waits";
  draw();
  let next = 0;
  try {
    if (!navigator.onLine) throw 0;
    const answer = await asked(marks);
    if (answer.status === 401) {
      state = "out";
      next = 60;
    } else if (answer.ok) {
      const said = (await answer.json()).marks;
      state = "";
      said.forEach((one) => settle(marks.find((mark) => mark.key === one.key), one));
      failed = 0;
      next = state === "out" ? 60 : 0.05;
    } else throw answer.status;
  } catch {
    failed += 1;
    state = navigator.onLine ? "fails" : "waits";
    if (navigator.onLine) marks.forEach((mark) => put({ ...mark, tries: (mark.tries || 0) + 1 }));
    next = Math.min(60, 2 ** failed);
  }
  sending = false;
  draw();
  if (waiting().length) later(next);
};

// What the server said about a press: done ones go, refused ones stay to be read where no page shows
// them at once.
const settle = (mark, said) => {
  if (!mark) return;
  const told = new CustomEvent("ct:mark", { detail: { mark, said }, cancelable: true });
  const shown = !document.dispatchEvent(told);
  if (said.state === "wait") state = "out";
  else if (said.state === "saved" || shown) drop(mark);
  else put({ ...mark, said: said.words });
};

// --- what the person sees -----------------------------------------------------------------------

const bar = () => {
  let found = document.querySelector("[data-unsent]");
  if (!found) {
    found = make("section", "unsent");
    found.dataset.unsent = "";
    found.hidden = true;
    found.setAttribute("role", "status");
    document.querySelector("main")?.prepend(found);
  }
  return found;
};

const line = (mark) => {
  const item = make("li");
  item.append(make("b", "", mark.label), ` · ${clock(mark.at)}`);
  if (mark.said) item.append(make("span", "why", mark.said));
  const out = button(say.let, () => {
    if (!out.dataset.sure) {
      out.dataset.sure = 1;
      out.textContent = say.letSure;
      return;
    }
    drop(mark);
    draw();
    document.dispatchEvent(new CustomEvent("ct:mark-dropped", { detail: { mark } }));
  });
  out.setAttribute("aria-label", `${say.let}: ${mark.label}`);
  item.append(" ", out);
  return item;
};

const draw = () => {
  const every = kept();
  const own = mine();
  const foreign = every.length - own.length;
  // Where the page is long the number also stands in its bar at the lower edge.
  document
    .querySelectorAll("[data-unsent-count]")
    .forEach((one) => (one.textContent = own.length ? own.length + say.unsentMany : ""));
  const box = bar();
  box.hidden = !every.length;
  box.replaceChildren();
  if (own.length) {
    const head = make("p");
    head.append(make("b", "num", own.length + say.unsentMany), " ", state && say[state] ? say[state] : "");
    if (state === "out") {
      const door = make("a", "btn btn-md btn-quiet", say.toDoor);
      door.href = `/dang-nhap/?next=${encodeURIComponent(location.pathname + location.search)}`;
      head.append(" ", door);
    } else if (navigator.onLine && waiting().length && !sending)
      head.append(" ", button(say.now, () => {
        failed = 0;
        send();
      }));
    const lines = make("ul");
    lines.append(...own.map(line));
    box.append(head, lines);
  }
  if (foreign) box.append(make("p", "small-1", say.others + foreign));
};

// The answer takes the place of the button and may push its neighbours about: the second half of a
// double press would land on one of them.
let answered = 0;
addEventListener(
  "click",
  (event) => {
    if (Date.now() - answered > 600) return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

// Of the sentences that stand in a place one is shown, in the server's words where it gave some.
const shower = (place, of) => (name, words) =>
  ["done", "kept", "refused"].forEach((which) =>
    all(`[data-${of}${which}]`, place).forEach((one) => {
      one.hidden = which !== name;
      if (which === name && words) one.querySelector("p").textContent = words;
    }),
  );
const after = (which) => all(`[data-after${which}]`).forEach((one) => (one.hidden = false));

// A sheet of feedback: kept here, sent when there is a network, gone from here once it has arrived.
const sheet = (form) => {
  const url = form.getAttribute("action");
  const show = shower(form.closest("[data-sheet]"), "sheet-");
  const is = (mark) => mark.sheet === url;
  on(form, "submit", (event) => {
    const { label, link } = form.dataset;
    const fields = [...new FormData(form)].filter(
      ([name, value]) => value && !["csrfmiddlewaretoken", "client_key", "door"].includes(name),
    );
    // Nothing is filled in, or nothing is kept here: the form goes by itself.
    if (!fields.some(([name]) => name !== "link") || !press({ sheet: url, fields, label, link })) return;
    event.preventDefault();
    form.hidden = true;
    show("kept");
  });
  on(document, "ct:mark", (event) => {
    const { mark, said } = event.detail;
    if (!is(mark)) return;
    event.preventDefault();
    form.hidden = said.state === "saved";
    show(said.state === "saved" ? "done" : "refused", said.words);
  });
  on(document, "ct:mark-dropped", ({ detail }) => is(detail.mark) && location.reload());
  if (mine().some((mark) => is(mark) && !mark.said)) {
    form.hidden = true;
    show("kept");
  }
};

// The own phone: one large button. What it says comes from the row that the server wrote.
const own = (form) => {
  const [entry, part] = form.dataset.mark.split(":").map(Number);
  const show = shower(form.closest("[data-door]"), "");
  const is = (mark) => !mark.desk && mark.entry === entry && mark.part === part;
  on(form, "submit", (event) => {
    const { link, label } = form.dataset;
    const mark = press({ entry, part, here: true, label, link });
    if (!mark) return; // nothing is kept here: the form goes by itself
    event.preventDefault();
    answered = Date.now();
    form.hidden = true;
    show("kept");
    after("=kept");
  });
  on(document, "ct:mark", (event) => {
    const { mark, said } = event.detail;
    if (!is(mark)) return;
    event.preventDefault(); // it is shown here, nothing stays in the list
    form.hidden = said.state === "saved";
    show(said.state === "saved" ? "done" : "refused", said.words);
    if (said.state === "saved") after("");
  });
  on(document, "ct:mark-dropped", ({ detail }) => is(detail.mark) && location.reload());
  if (mine().some((mark) => is(mark) && !mark.said)) {
    form.hidden = true;
    show("kept");
  }
};

window.ctMarks = { press, mine, send, works };
all("form[data-mark]").forEach(own);
all("form[data-feedback]").forEach(sheet);
draw();
send();
on(window, "online", () => {
  failed = 0;
  later(Math.random() * 0.4);
});
on(window, "offline", () => {
  if (mine().length) state = "waits";
  draw();
});
on(document, "visibilitychange", () => document.hidden || send());
// Another tab sent or kept something.
on(window, "storage", (event) => {
  if (!event.key?.startsWith(SPACE)) return;
  draw();
  const gone = !event.newValue && JSON.parse(event.oldValue || "{}");
  const form = gone && document.querySelector(`form[data-mark="${gone.entry}:${gone.part}"]`);
  if (form?.hidden && navigator.onLine) location.reload();
});
