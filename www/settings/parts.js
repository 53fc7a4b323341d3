// What the screens of the settings are made of.

import { element } from "/documents/words.js";

// Asks the server. What it refuses is thrown, with its problem document.
export async function ask(method, path, body) {
  const given = body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const answer = await fetch(`/api/v1${path}`, { method, ...given }).catch(() => null);
  if (answer?.ok) return answer.status === 204 ? null : answer.json();
  const problem = await answer?.json().catch(() => null);
  throw Object.assign(new Error("refused"), { code: answer ? (problem?.code ?? "unknown") : "network", detail: problem?.detail });
}

// Why it was refused, in the reader's words.
export function reason(say, { code, detail }) {
  const words = say(`problem-${(code ?? "unknown").replaceAll(".", "-")}`);
  return code === "request.invalid" && detail ? `${words} (${detail})` : words;
}

export function head(say, key) {
  const title = say(`settings-${key}-title`);
  document.title = `${title} · Puente`;
  return element(
    "header",
    { class: "page-head" },
    element("div", {}, element("h1", { tabindex: "-1" }, title), element("p", { class: "page-lead" }, say(`settings-${key}-lead`))),
  );
}

export function card(title, ...children) {
  return element("section", { class: "card" }, title && element("header", { class: "card-head" }, element("h2", {}, title)), ...children);
}

export function alert(tone, text, ...more) {
  return element("div", { class: `alert alert-${tone}`, role: tone === "bad" ? "alert" : "status" }, element("div", { class: "alert-body" }, text, ...more));
}

export function field(id, label, control, hint) {
  control.id = id;
  if (hint) control.setAttribute("aria-describedby", `${id}-hint`);
  const note = hint && element("p", { class: "field-hint", id: `${id}-hint` }, hint);
  return element("div", { class: "field" }, element("label", { for: id }, label), control, note);
}

export function input(attributes) {
  return element("input", { type: "text", required: true, autocomplete: "off", ...attributes });
}

// The field of a password, with a switch that shows what is typed.
export function password(say, made, control) {
  const reveal = element("button", { type: "button", class: "button button-quiet", "aria-pressed": "false" }, say("password-show"));
  control.type = "password";
  reveal.onclick = () => {
    const shows = control.type === "password";
    control.type = shows ? "text" : "password";
    reveal.textContent = say(shows ? "password-hide" : "password-show");
    reveal.setAttribute("aria-pressed", shows);
  };
  const beside = element("div", { class: "field-with-button" });
  control.replaceWith(beside);
  beside.append(control, reveal);
  return made;
}

export function select(values, chosen, word) {
  return element("select", {}, ...values.map((value) => element("option", { value, selected: value === chosen }, word(value))));
}

// Rows are lists of cells: texts or elements. The first names its row. On a narrow screen each row is a block of its own, which is no
// table to a browser any more: the roles keep it one for screen readers.
export function table(caption, columns, rows) {
  const headings = columns.map((column) => element("th", { scope: "col", role: "columnheader" }, column));
  const cell = (content, place) => element("td", { role: "cell", "data-label": columns[place + 1] }, content);
  const lines = rows.map(([name, ...cells]) =>
    element("tr", { role: "row" }, element("th", { scope: "row", role: "rowheader", class: "names" }, name), ...cells.map(cell)));
  return element(
    "div",
    { class: "table-frame", role: "region", tabindex: "0", "aria-label": caption },
    element(
      "table",
      { role: "table" },
      element("caption", { class: "visually-hidden" }, caption),
      element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...headings)),
      element("tbody", { role: "rowgroup" }, ...lines),
    ),
  );
}

// A button that cannot be pressed again while it works.
export function button(text, work, attributes = {}) {
  const made = element("button", { type: "button", class: "button", ...attributes }, text);
  made.onclick = async () => {
    made.disabled = true;
    await work();
    made.disabled = false;
  };
  return made;
}

// A form that sends once and shows above its fields why it was refused.
export function form(say, submit, id, fields, work) {
  const status = element("div", { class: "form-status" });
  const send = element("button", { type: "submit", class: "button button-primary", id }, submit);
  const made = element("form", { class: "form" }, status, ...fields, element("div", { class: "form-end" }, send));
  made.onsubmit = async (event) => {
    event.preventDefault();
    send.disabled = true;
    status.replaceChildren();
    try {
      await work();
    } catch (refused) {
      status.replaceChildren(alert("bad", reason(say, refused)));
    }
    send.disabled = false;
  };
  return made;
}

// A question that must be answered. Resolves to whether it was said yes to.
export function confirm(say, { id, title, body, yes }) {
  return new Promise((resolve) => {
    const titleId = `${id}-title`;
    const answer = (said) => () => dialog.close(said);
    const dialog = element(
      "dialog",
      { class: "dialog", id, "aria-labelledby": titleId },
      // Not the first button: what is said comes first.
      element("h2", { id: titleId, tabindex: "-1", autofocus: true }, title),
      ...body,
      element(
        "footer",
        {},
        element("button", { type: "button", class: "button", onclick: answer("") }, say("settings-cancel")),
        element("button", { type: "button", class: "button button-danger", id: `${id}-yes`, onclick: answer("yes") }, yes),
      ),
    );
    dialog.onclose = () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    };
    document.body.append(dialog);
    dialog.showModal();
  });
}
