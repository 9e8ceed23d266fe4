// The list at the desk: each tick is a press that goes at once (marks.js), what other desks and phones
// do is seen within seconds, names are found without accents. Without script it is a plain list of
// ticks with a button. Loaded after site.js and marks.js.
const { all, button, drawn, isPage, make, on } = window.ct;
const { press, mine, works } = window.ctMarks;
const say = window.ctWords || {
  ticked: " có mặt",
  unticked: ": bỏ dấu có mặt",
  unsent: "Chưa gửi",
  takeBack: "Hoàn tác",
  why: "Buổi này đã kết thúc: xin ghi lý do trước khi sửa.",
  missing: "thiếu ",
  full: "đủ",
  same: "Trong danh sách đã có tên này. Nếu là cùng một người, thầy cô đánh dấu tên ấy thay vì thêm khách.",
};
const EVERY = 4000;
const plain = (text) =>
  text.toLowerCase().replace(/đ/g, "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "").trim();

all("form[data-roster]").forEach((form) => {
  const part = +form.dataset.roster;
  const find = form.querySelector("[data-roster-find]");
  const only = form.querySelector("[data-roster-missing]");
  const none = form.querySelector("[data-roster-none]");
  const count = document.querySelector("[data-roster-count]");
  const undo = form.querySelector("[data-roster-undo]");
  const reason = form.querySelector("[name=reason]");
  const list = () => form.querySelector("[data-roster-list]");
  const rows = () => all("[data-roster-row]", form);
  const box = (row) => row.querySelector("[name=here]");
  const row = (entry) => form.querySelector(`[data-entry="${entry}"]`);
  let version = form.dataset.version;

  const show = () => {
    const words = plain(find.value).split(/\s+/).filter(Boolean);
    rows().forEach((one) => {
      const found = words.every((word) => one.dataset.rosterRow.includes(word));
      one.hidden = !found || (only.checked && box(one).checked && !one.contains(document.activeElement));
    });
    all("[data-roster-group]", form).forEach(
      (group) => (group.hidden = !group.querySelector("[data-roster-row]:not([hidden])")),
    );
    none.hidden = rows().some((one) => !one.hidden);
  };

  const tally = () => {
    const lines = rows();
    count.textContent = `${lines.filter((one) => box(one).checked).length} / ${lines.length}`;
    all("[data-roster-group]", form).forEach((group) => {
      const its = all("[data-roster-row]", group);
      const missing = its.filter((one) => !box(one).checked).length;
      const words = missing ? say.missing + missing : say.full;
      group.querySelector("[data-group-count]").textContent = `${its.length - missing}/${its.length}`;
      all(`[data-of="${group.id}"]`).forEach((one) => {
        one.querySelector("b").textContent = words;
        one.classList.toggle("full", !missing);
      });
    });
  };

  // A line as the server says it stands; what was pressed here and not sent yet is newer.
  const set = (one, told) => {
    const waits = mine().some((mark) => mark.entry === +one.dataset.entry && mark.part === part && !mark.said);
    one.classList.toggle("waits", waits);
    if (waits) return;
    box(one).checked = told.here;
    one.querySelector("[data-how]").textContent = told.words || "";
    const number = one.querySelector("[data-number-of]");
    if (number && told.number && number !== document.activeElement) number.value = told.number;
  };

  const went = (one, here, number) => {
    const label = one.dataset.name;
    const mark = press({
      desk: true,
      entry: +one.dataset.entry,
      part,
      here,
      number: number || undefined,
      reason: reason?.value.trim() || undefined,
      label: label + (here ? say.ticked : say.unticked),
    });
    if (!mark) {
      form.classList.remove("live");
      return;
    }
    one.classList.add("waits");
    one.querySelector("[data-how]").textContent = say.unsent;
    undo.replaceChildren(
      make("span", "", label + (here ? say.ticked : say.unticked)),
      " ",
      button(say.takeBack, () => {
        box(one).checked = !here;
        went(one, !here);
        tally();
      }),
    );
  };

  const lacksReason = () => {
    if (!reason || reason.value.trim()) return false;
    reason.setCustomValidity(say.why);
    reason.reportValidity();
    reason.setCustomValidity("");
    reason.focus();
    return true;
  };

  on(form, "change", ({ target }) => {
    const one = target.closest("[data-roster-row]");
    if (!one) return;
    const number = one.querySelector("[data-number-of]");
    if (target === number) {
      if (!number.checkValidity() || lacksReason()) return;
      box(one).checked = true;
      went(one, true, +number.value);
    } else if (target === box(one)) {
      if (lacksReason()) target.checked = !target.checked;
      else went(one, target.checked, target.checked && number ? +number.value : 0);
    }
    tally();
  });

  on(find, "input", show);
  on(only, "change", show);
  // Enter looks for the name; it never sends the list.
  on(form, "keydown", (event) => {
    if (event.key !== "Enter" || event.target.type === "submit" || event.target.closest("[data-guest]")) return;
    event.preventDefault();
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });

  on(document, "ct:mark", ({ detail: { mark, said } }) => {
    if (mark.part !== part || !mark.desk) return;
    if (mark.guest) {
      if (said.state === "saved") look(true);
      return;
    }
    const one = row(mark.entry);
    if (one && said.state === "saved") setTimeout(() => (set(one, said), tally()));
  });
  on(document, "ct:mark-dropped", () => look(true));

  // --- what the other desks and the phones do ---------------------------------------------------
  let timer;
  let looking = false;
  const whole = async () => {
    const answer = await fetch(location.pathname + location.search, { headers: { "X-Requested-With": "list" } });
    const page = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page && page.querySelector("[data-roster-list]");
    if (!fresh) return;
    list().replaceWith(fresh);
    all("[data-roster-live]").forEach((one) => {
      const its = page.getElementById(one.id);
      if (its) one.replaceWith(its);
    });
    version = page.querySelector("form[data-roster]").dataset.version;
    rows().forEach((one) =>
      mine().forEach((mark) => {
        if (mark.entry !== +one.dataset.entry || mark.part !== part || mark.said) return;
        box(one).checked = mark.here;
        one.classList.add("waits");
      }),
    );
    show();
    tally();
  };
  const look = async (all) => {
    clearTimeout(timer);
    if (looking) return;
    looking = true;
    try {
      if (document.hidden || !navigator.onLine) return;
      const answer = await fetch(`${form.dataset.live}?v=${version}`, { headers: { "X-Requested-With": "poll" } });
      const text = answer.status === 200 ? await answer.text() : "";
      const told = text && !isPage(text) && JSON.parse(text);
      if (all || told?.other_list) await whole();
      else if (told) {
        version = told.v;
        told.rows.forEach((one) => row(one.entry) && set(row(one.entry), one));
        tally();
        if (only.checked) show();
      }
    } catch {
      // the line is away: ask again
    } finally {
      looking = false;
      timer = setTimeout(look, EVERY);
    }
  };
  on(document, "visibilitychange", () => document.hidden || look());

  // --- somebody who is not on the list ----------------------------------------------------------
  const guest = form.querySelector("[data-guest]");
  const field = (name) => guest.querySelector(`[name=${name}]`);
  const note = guest?.querySelector("[data-guest-note]");
  if (guest) {
    on(field("name"), "input", () => {
      const name = plain(field("name").value);
      note.textContent = name && rows().some((one) => plain(one.dataset.name) === name) ? say.same : "";
    });
    on(guest.querySelector("button"), "click", (event) => {
      const name = field("name").value.trim();
      if (!name) return; // the server says what is missing
      const told = {
        name,
        title: field("title").value,
        unit: +field("unit").value || 0,
        organisation: field("organisation").value,
      };
      if (!press({ desk: true, entry: 0, part, here: true, guest: told, label: name + say.ticked })) return;
      event.preventDefault();
      all("input,select", guest).forEach((one) => (one.value = ""));
      note.textContent = "";
      guest.open = false;
      undo.replaceChildren(make("span", "", name + say.ticked));
    });
  }

  // Where nothing can be kept the list goes by its button, as without script.
  form.classList.toggle("live", works());
  rows().forEach((one) => {
    const last = mine().filter((m) => m.entry === +one.dataset.entry && m.part === part && !m.said).pop();
    if (!last) return;
    box(one).checked = last.here;
    one.classList.add("waits");
  });
  tally();
  show();
  timer = setTimeout(look, EVERY);
});
