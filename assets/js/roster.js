// The list at the desk: finds a name without accents and counts the ticks. Without script it is
// a plain list of ticks. Loaded after site.js.
const plain = (text) =>
  text.toLowerCase().replace(/đ/g, "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "");

document.querySelectorAll("form[data-roster]").forEach((form) => {
  const find = form.querySelector("[data-roster-find]");
  const none = form.querySelector("[data-roster-none]");
  const rows = [...form.querySelectorAll("[data-roster-row]")];
  const count = document.querySelector("[data-roster-count]");
  const show = () => {
    const words = plain(find.value).split(/\s+/).filter(Boolean);
    rows.forEach((row) => (row.hidden = !words.every((word) => row.dataset.rosterRow.includes(word))));
    form
      .querySelectorAll("[data-roster-group]")
      .forEach((group) => (group.hidden = !group.querySelector("[data-roster-row]:not([hidden])")));
    none.hidden = rows.some((row) => !row.hidden);
  };
  find.addEventListener("input", show);
  // Enter looks for the name; it never sends the list.
  find.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  form.addEventListener("input", () => {
    count.textContent = `${rows.filter((row) => row.querySelector("input").checked).length} / ${rows.length}`;
  });
});
