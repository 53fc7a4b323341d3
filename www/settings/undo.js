// <import-undo job="…" name="…">: taking a finished import back: what would go, what would stay, and the question. Says `undone` once it
// is. <import-undone job="…">: what that came to.

import { element, moment, onLanguage } from "/documents/words.js";
import { speak } from "./fluent.js";
import { alert, ask, button, card, reason } from "./parts.js";

// The kind of source rows that a table's rows come from, for the tables a clinic thinks in.
const TYPES = {
  patients: "patient",
  appointments: "appointment",
  budgets: "budget",
  budget_items: "budget_line",
  treatments: "applied_treatment",
  payments: "payment",
  invoices: "fiscal_document",
  users: "professional",
  treatment_catalog_items: "treatment_catalog_item",
  recalls: "recall",
  documents: "patient_document",
};

const words = () => speak("migration", "common", "problems");
const tableName = (say, table) => (TYPES[table] ? say(`type-${TYPES[table]}`) : say("undo-others"));

// Rows by what a clinic calls them; those that only belong to others are added up.
function removed(say, rows, restored) {
  const figure = (label, name, count) =>
    element("div", { class: "fact" }, element("dt", {}, label), element("dd", { "data-removed": name }, count.toLocaleString(document.documentElement.lang)));
  const figures = rows.filter(({ table }) => TYPES[table]).map(({ table, rows: count }) => figure(tableName(say, table), TYPES[table], count));
  const others = rows.filter(({ table }) => !TYPES[table]).reduce((sum, { rows: count }) => sum + count, 0);
  if (others) figures.push(figure(say("undo-others"), "others", others));
  if (restored) figures.push(figure(say("undo-restored"), "restored", restored));
  return figures.length
    ? element("dl", { class: "key-facts key-facts-small", id: "undo-removed" }, ...figures)
    : element("p", { class: "soft", id: "undo-removed" }, say("undo-nothing"));
}

// Why a row stays; of one that was changed when, and in which fields.
function why(say, { changed_at, columns, used_by }) {
  if (used_by) return say("undo-used", { by: tableName(say, used_by) });
  if (!changed_at) return "";
  const date = moment(changed_at);
  const names = columns.map((column) => (say.has(`field-${column}`) ? say(`field-${column}`) : column));
  // Two columns may go by one name.
  const fields = [...new Set(names)].join(", ");
  return fields ? say("undo-changed-what", { date, fields }) : say("undo-changed", { date });
}

// What somebody has worked on since, row by row.
function kept(say, { changed, used, total, examples }) {
  const line = (row) => {
    const what = [row.patient_name, tableName(say, row.table)].filter(Boolean).join(" · ");
    return element("li", {}, `${what} `, element("small", { class: "soft" }, why(say, row)));
  };
  const list = element("details", {}, element("summary", {}, say("undo-stays-list")), element("ul", { id: "undo-kept" }, ...examples.map(line)));
  const title = element("strong", {}, say("undo-stays", { count: total }));
  return alert("warning", title, element("p", {}, say("undo-stays-why", { changed, used })), list);
}

class ImportUndo extends HTMLElement {
  connectedCallback() {
    this.observer = onLanguage(() => this.show());
    this.show();
  }

  disconnectedCallback() {
    this.observer.disconnect();
  }

  get path() {
    return `/migration_import/jobs/${this.getAttribute("job")}/undo`;
  }

  async show() {
    const say = await words();
    const open = element("button", { type: "button", class: "button", id: "undo", onclick: () => this.ask() }, say("undo-ask"));
    const lead = element("p", { class: "soft" }, say("undo-lead"));
    const offer = card(say("undo-heading"), lead, element("div", { class: "actions" }, open));
    offer.classList.add("screen-only");
    this.replaceChildren(offer);
  }

  async ask() {
    const say = await words();
    const body = element("div", { class: "dialog-body" }, element("p", { class: "busy", role: "status" }, say("loading")));
    const back = element("button", { type: "button", class: "button", id: "undo-back", autofocus: true, onclick: () => dialog.close() }, say("undo-back"));
    const yes = button(say("undo-confirm"), () => this.carryOut(say, dialog, body, preview), { id: "undo-confirm", class: "button button-danger" });
    yes.disabled = true;
    const title = element("h2", { id: "undo-dialog-title" }, say("undo-question", { name: this.getAttribute("name") }));
    const dialog = element("dialog", { class: "dialog", id: "undo-dialog", "aria-labelledby": "undo-dialog-title" }, title, body, element("footer", {}, back, yes));
    dialog.onclose = () => dialog.remove();
    this.append(dialog);
    dialog.showModal();

    let preview;
    try {
      preview = (await ask("GET", this.path)).data;
    } catch (refused) {
      return body.replaceChildren(alert("bad", reason(say, refused)));
    }
    if (preview.later_import) return body.replaceChildren(alert("warning", say("undo-later", { name: preview.later_import })));
    const goes = element("section", {}, element("h3", {}, say("undo-goes")), removed(say, preview.removed, preview.restored));
    body.replaceChildren(goes, ...(preview.kept.total ? [kept(say, preview.kept)] : []));
    if (preview.kept.total) yes.textContent = say("undo-confirm-keep");
    yes.disabled = false;
  }

  async carryOut(say, dialog, body, preview) {
    const bar = element("progress", { class: "progress", "aria-label": say("undo-heading") });
    const running = element("div", { role: "status" }, element("p", { class: "soft" }, say("undo-running")), bar);
    body.append(running);
    try {
      await ask("POST", this.path, { keep_worked_on: preview.kept.total > 0 });
      dialog.close();
      this.dispatchEvent(new Event("undone"));
    } catch (refused) {
      running.replaceWith(alert("bad", reason(say, refused)));
    }
  }
}

class ImportUndone extends HTMLElement {
  connectedCallback() {
    this.observer = onLanguage(() => this.show());
    this.show();
  }

  disconnectedCallback() {
    this.observer.disconnect();
  }

  async show() {
    const say = await words();
    const report = await ask("GET", `/migration_import/jobs/${this.getAttribute("job")}/report`).catch(() => null);
    const undone = report?.data.undone;
    if (!undone) return this.replaceChildren();
    const lead = element("p", {}, say("undone-lead", { date: moment(undone.undone_at) }));
    const stayed = undone.kept ? element("p", {}, say("undone-kept", { count: undone.kept })) : null;
    this.replaceChildren(element("section", { class: "card", id: "undone" }, lead, removed(say, undone.removed, undone.restored), ...[stayed].filter(Boolean)));
  }
}

customElements.define("import-undo", ImportUndo);
customElements.define("import-undone", ImportUndone);
