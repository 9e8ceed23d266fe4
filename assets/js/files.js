// Only on pages that take files; loaded after site.js, whose tools it borrows.
// Photos: made small on the phone (which also drops EXIF and GPS), sent one file a request, with
// progress and a button to send again. Without script the form sends all files at once.
const { all, button, drawn, isPage, make, on, token } = window.ct;
const say = window.ctWords || {
  shrinking: "Đang thu nhỏ…",
  queued: "Chờ gửi",
  sending: "Đang gửi…",
  sent: "Đã gửi",
  unsent: "Chưa gửi được",
  signIn: "Cần đăng nhập lại",
  again: "Gửi lại",
  close: "Đóng",
  comma: ",",
};

const shrink = async (file, edge) => {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
  const canvas = make("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.75));
  return blob && blob.size < file.size
    ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" })
    : file;
};

const size = (bytes) =>
  bytes > 1e6 ? (bytes / 1e6).toFixed(1).replace(".", say.comma) + " MB" : Math.max(1, Math.round(bytes / 1e3)) + " KB";

// crypto.randomUUID exists only under https; a school's own network may have none.
const key = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");

const thin = () => {
  const line = navigator.connection || {};
  return line.saveData || /2g|3g/.test(line.effectiveType);
};

const setUp = (form) => {
  const input = form.querySelector("input[type=file]");
  const list = form.querySelector("[data-upload-list]") || form.appendChild(make("ul", "uploads"));
  const into = document.querySelector(form.dataset.uploadInto);
  list.setAttribute("aria-live", "polite");
  let queue = Promise.resolve();
  let open = 0;
  // Photos of this visit that went without an answer about consent: a later answer is theirs too.
  const unanswered = [];
  const answer = () => form.querySelector("[name=consent]:checked")?.value;

  const post = (job) =>
    new Promise((done) => {
      const body = new FormData();
      all("input:not([type=file]),select,textarea", form).forEach(
        (field) =>
          field.name &&
          ((field.type !== "checkbox" && field.type !== "radio") || field.checked) &&
          body.append(field.name, field.value),
      );
      body.append("key", job.key);
      body.append(input.name, job.file);
      const request = new XMLHttpRequest();
      request.open("POST", form.dataset.upload || form.action);
      request.setRequestHeader("X-Requested-With", "upload");
      request.setRequestHeader("X-CSRFToken", token());
      request.timeout = 300000;
      request.upload.onprogress = (event) => (job.bar.value = event.loaded / event.total);
      request.onloadend = () => done(request);
      request.send(body);
    });

  const settle = async () => {
    if (!unanswered.length || !answer()) return;
    const body = new FormData();
    body.append("all-consent", answer());
    unanswered.forEach((number) => body.append("photo", number));
    const request = { method: "POST", body, headers: { "X-Requested-With": "upload", "X-CSRFToken": token() } };
    const reply = await fetch(form.dataset.uploadConsent, request).catch(() => ({}));
    const text = reply.ok ? await reply.text() : "";
    if (!text || isPage(text)) return;
    unanswered.splice(0).forEach((number) => {
      const shown = document.querySelector(`#photo-${number} [data-consent]`);
      if (shown) shown.innerHTML = text;
    });
  };

  const send = async (job) => {
    job.row.className = "";
    job.again.hidden = true;
    job.bar.hidden = false;
    job.note.textContent = say.shrinking;
    if (!job.small) {
      const whole = job.file.size;
      try {
        job.file = await shrink(job.file, thin() ? +form.dataset.edgeThin || 1280 : +form.dataset.edge || 1600);
      } catch {
        // HEIC and others that this browser cannot read go as they are: the server converts
      }
      job.small = true;
      job.weight = job.file.size < whole ? size(whole) + " → " + size(job.file.size) : size(whole);
    }
    job.note.textContent = say.sending + " " + job.weight;
    const silent = !answer();
    const reply = await post(job);
    const text = reply.responseText;
    const away = isPage(text);
    if (reply.status >= 200 && reply.status < 300 && !away) {
      open--;
      job.bar.value = 1;
      job.note.textContent = say.sent + " · " + job.weight;
      const card = drawn(text);
      if (into && card) {
        into.append(card);
        job.row.remove();
        all("[data-photo-count]").forEach((one) => (one.textContent = card.dataset.count || ""));
        all("[data-photo-none]").forEach((one) => one.remove());
        if (silent) {
          unanswered.push(card.id.replace("photo-", ""));
          settle();
        }
      }
      return;
    }
    const plain = /^text\/plain/.test(reply.getResponseHeader("Content-Type") || "");
    job.row.className = "wrong";
    job.bar.hidden = true;
    job.note.textContent = plain && text ? text : away ? say.signIn : say.unsent;
    // what the server refused with a sentence will not get better by sending it again; a sign-in will
    if (plain && reply.status < 500 && reply.status !== 401) {
      open--;
      job.row.append(button(say.close, () => job.row.remove()));
    } else job.again.hidden = false;
  };

  const line = (job) => (queue = queue.then(() => send(job)));
  const waiting = [];
  const take = () => {
    for (const file of input.files) {
      const job = { file, key: key(), row: make("li"), bar: make("progress", "meter"), note: make("small") };
      job.again = button(say.again, () => line(job));
      job.again.hidden = true;
      job.bar.hidden = true;
      job.note.textContent = say.queued;
      job.bar.setAttribute("aria-label", file.name);
      job.row.append(make("span", "", file.name), job.note, job.again, job.bar);
      list.append(job.row);
      waiting.push(job);
      open++;
      line(job);
    }
    input.value = "";
  };
  on(input, "change", take);
  on(form, "submit", (event) => {
    event.preventDefault();
    take();
  });
  on(form, "change", (event) => event.target.name === "consent" && settle());
  on(window, "online", () => waiting.forEach((job) => job.row.className && !job.again.hidden && line(job)));
  on(window, "beforeunload", (event) => open > 0 && (event.returnValue = true));
  // What is handed in together waits until the last photo has arrived.
  all("form[data-after-uploads]").forEach((last) =>
    on(last, "submit", (event) => {
      if (open < 1) return;
      event.preventDefault();
      last.querySelector("[data-uploads-say]").textContent = last.dataset.afterUploads;
    }),
  );
};

all("form[data-upload]").forEach(setUp);

// One file in a form: what cannot be taken is said when it is chosen, not after it was sent. The
// sentences come with the field; %s is the size.
all("input[type=file][data-most]").forEach((input) => {
  const line = make("p", "small-1 mb-0");
  line.setAttribute("role", "status");
  input.after(line);
  const why = (file) => {
    const ending = file.name.slice(file.name.lastIndexOf(".")).toLowerCase();
    const { most, large, old, wrong, empty, endings } = input.dataset;
    if (/^\.(doc|ppt)$/.test(ending)) return old;
    if (!endings.split(",").includes(ending)) return wrong;
    if (!file.size) return empty;
    return file.size > +most && large.replace("%s", size(file.size));
  };
  on(input, "change", () => {
    const [file] = input.files;
    const words = file && why(file);
    line.className = "small-1 mb-0 " + (words ? "wrong" : "muted");
    line.textContent = file ? `${file.name}: ${words || size(file.size)}` : "";
    if (words) input.value = "";
    input.toggleAttribute("aria-invalid", !!words);
  });
});
