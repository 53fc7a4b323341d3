// <import-history clinic="…" name="…">: earlier imports into the clinic.

import { element, moment, onLanguage, speak } from "/documents/words.js";
import { alert, ask, button, card, reason } from "./parts.js";

const PAGE_SIZE = 10;
const TONES = { completed: "good", failed: "bad", receiving: "warning", validated: "warning" };

class ImportHistory extends HTMLElement {
  static observedAttributes = ["clinic", "name"];

  connectedCallback() {
    this.observer = onLanguage(() => this.show());
  }

  disconnectedCallback() {
    this.observer.disconnect();
  }

  // Attributes change together: once is enough.
  attributeChangedCallback(name, before, after) {
    if (before === after) return;
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.show(1));
  }

  async show(page = this.page ?? 1) {
    const clinic = this.getAttribute("clinic");
    if (!clinic) return this.replaceChildren();
    this.page = page;
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const say = await speak("migration", "common", "problems");
    const query = `clinic_id=${clinic}&page=${page}&page_size=${PAGE_SIZE}`;
    const found = await ask("GET", `/migration_import/jobs?${query}`).catch((refused) => ({ refused }));
    if (turn !== this.turn) return;
    const list = element("div", { id: "history" }, ...this.list(say, found));
    this.replaceChildren(card(say("history-heading"), list));
  }

  list(say, { refused, data, total }) {
    if (refused) {
      const again = button(say("try-again"), () => this.show());
      return [alert("bad", element("p", {}, reason(say, refused)), again)];
    }
    if (total === 0) {
      const empty = say("history-empty", { clinic: this.getAttribute("name") });
      return [element("p", { class: "soft" }, empty)];
    }
    return total > PAGE_SIZE ? [this.table(say, data), this.pager(say, total)] : [this.table(say, data)];
  }

  table(say, jobs) {
    const heading = (key, look) => element("th", { scope: "col", class: look }, say(`history-${key}`));
    const line = (job) => {
      const when = moment(job.created_at);
      const link = element("a", { href: `/settings/data-migration/${job.id}`, class: "file-name" }, job.file_name);
      const state = element("span", { class: `tag tag-${TONES[job.state] ?? "neutral"}` }, say(`state-${job.state}`));
      return element(
        "tr",
        { "data-job": job.id },
        element("th", { scope: "row" }, link, " ", element("small", { class: "soft narrow-only" }, when)),
        element("td", { class: "figures wide" }, when),
        element("td", { class: "num wide" }, job.total_entities.toLocaleString(document.documentElement.lang)),
        element("td", {}, state),
      );
    };
    const headings = [heading("file"), heading("when", "wide"), heading("rows", "num wide"), heading("state")];
    return element(
      "div",
      { class: "table-frame", role: "region", tabindex: "0", "aria-label": say("history-heading") },
      element(
        "table",
        {},
        element("caption", { class: "visually-hidden" }, say("history-heading")),
        element("thead", {}, element("tr", {}, ...headings)),
        element("tbody", {}, ...jobs.map(line)),
      ),
    );
  }

  pager(say, total) {
    const { page } = this;
    const [first, last] = [(page - 1) * PAGE_SIZE + 1, Math.min(page * PAGE_SIZE, total)];
    const turn = (key, by, isOver) => {
      const made = button(say(key), () => this.show(page + by));
      made.disabled = isOver;
      return made;
    };
    return element(
      "nav",
      { class: "pager", "aria-label": say("history-heading") },
      element("span", { class: "soft", role: "status" }, say("pager-range", { first, last, total })),
      turn("pager-previous", -1, page === 1),
      turn("pager-next", 1, last >= total),
    );
  }
}

customElements.define("import-history", ImportHistory);
