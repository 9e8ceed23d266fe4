// A paper in the making asks every 2 seconds and stops at an answer without data-poll, or after 2 minutes.
import { all, drawn, isPage } from "./tools.js";
import { root } from "./words.js";

const ask = async (element, until) => {
  if (!element.isConnected) return;
  if (Date.now() > until) {
    all("[data-late]", element).forEach((one) => (one.hidden = false));
    return;
  }
  let next = element;
  try {
    const answer = await fetch(element.dataset.poll, { headers: { "X-Requested-With": "poll" } });
    const text = answer.ok && (await answer.text());
    const fresh = text && !isPage(text) && drawn(text);
    if (fresh && fresh.outerHTML !== element.dataset.shown) {
      fresh.dataset.shown = fresh.outerHTML;
      element.replaceWith(fresh);
      next = fresh;
      if (!fresh.dataset.poll) root.dispatchEvent(new CustomEvent("ct:load", { detail: fresh }));
    }
  } catch {
    // the network is away: ask again
  }
  if (next.dataset.poll) setTimeout(ask, 2000, next, until);
};

export const poll = (within) =>
  all("[data-poll]", within).forEach((element) => setTimeout(ask, 2000, element, Date.now() + 120000));
