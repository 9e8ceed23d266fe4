// Naming people: finds a name without accents and counts the ticks on the button. Without script it
// is a plain list of ticks. Loaded after site.js.
const plain = (text) =>
  text.toLowerCase().replace(/đ/g, "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "");

document.querySelectorAll("form[data-pick]").forEach((form) => {
  const rows = [...form.querySelectorAll("[data-pick-row]")];
  const find = form.querySelector("[data-pick-find]");
  const none = form.querySelector("[data-pick-none]");
  const count = form.querySelector("[data-pick-count]");
  const tell = () => {
    const ticked = rows.filter((row) => row.querySelector("input").checked).length;
    count.textContent = ticked ? ` (${ticked})` : "";
  };
  form.addEventListener("input", tell);
  tell();
  find?.addEventListener("input", () => {
    const words = plain(find.value).split(/\s+/).filter(Boolean);
    // Who is ticked stays in sight.
    rows.forEach((row) => {
      const found = words.every((word) => row.dataset.pickRow.includes(word));
      row.hidden = !found && !row.querySelector("input").checked;
    });
    none.hidden = rows.some((row) => !row.hidden);
  });
  // Enter looks for the name; it never sends the answer.
  find?.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
});
