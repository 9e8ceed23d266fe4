// Photos: made small on the phone (which also drops EXIF and GPS), sent one file a request, with
// progress and a button to send again. Without script the form sends all files at once.
import { all, button, drawn, isPage, make, on, token } from "./tools.js";
import { root, say } from "./words.js";

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
  bytes > 1e6 ? (bytes / 1e6).toFixed(1).replace(".", say.comma) + " MB" : Math.round(bytes / 1e3) + " KB";

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

  const send = async (job) => {
    job.row.className = "";
    job.again.hidden = true;
    job.bar.hidden = false;
    job.note.textContent = say.shrinking;
    if (!job.small) {
      const whole = job.file.size;
      try {
        job.file = await shrink(job.file, Math.min(+form.dataset.edge || 1600, thin() ? 1280 : 9999));
      } catch {
        // HEIC and others that this browser cannot read go as they are: the server converts
      }
      job.small = true;
      job.weight = job.file.size < whole ? size(whole) + " → " + size(job.file.size) : size(whole);
    }
    job.note.textContent = say.sending + " " + job.weight;
    const answer = await post(job);
    const text = answer.responseText;
    const away = isPage(text);
    if (answer.status >= 200 && answer.status < 300 && !away) {
      open--;
      job.bar.value = 1;
      job.note.textContent = say.sent + " · " + job.weight;
      const card = drawn(text);
      if (into && card) {
        into.append(card);
        root.dispatchEvent(new CustomEvent("ct:load", { detail: card }));
        job.row.remove();
      }
      return;
    }
    const plain = /^text\/plain/.test(answer.getResponseHeader("Content-Type") || "");
    job.row.className = "wrong";
    job.bar.hidden = true;
    job.note.textContent = plain && text ? text : away ? say.signIn : say.unsent;
    // what the server refused with a sentence will not get better by sending it again; a sign-in will
    if (plain && answer.status < 500 && answer.status !== 401) open--;
    else job.again.hidden = false;
  };

  const line = (job) => (queue = queue.then(() => send(job)));
  const waiting = [];
  const take = () => {
    for (const file of input.files) {
      const job = { file, key: key(), row: make("li"), bar: make("progress", "meter"), note: make("small") };
      job.again = button(say.again, () => line(job));
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
  on(window, "online", () => waiting.forEach((job) => job.row.className && !job.again.hidden && line(job)));
  on(window, "beforeunload", (event) => open > 0 && (event.returnValue = true));
};

export const uploads = (within) => all("form[data-upload]", within).forEach(setUp);
