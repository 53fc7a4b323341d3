// Who did what in the clinic.

import { element, moment } from "/documents/words.js";
import { ask, button, card, head, table } from "./parts.js";

const PAGE = 50;

export async function audit(screen) {
  const { say, clinic, again } = screen;
  screen.page ??= 1;
  const { data, total, page } = await ask("GET", `/clinics/${clinic}/audit?page=${screen.page}&page_size=${PAGE}`);
  const rows = data.map((line) => [moment(line.at), line.name ?? say("audit-server"), action(say, line.action), details(say, line)]);
  const turn = (by) => () => {
    screen.page += by;
    return again();
  };
  return [
    head(say, "audit"),
    card(
      null,
      table(say("settings-audit-title"), [say("audit-when"), say("audit-who"), say("audit-what"), say("audit-details")], rows),
      element(
        "nav",
        { class: "pager", "aria-label": say("settings-audit-title") },
        element("span", { class: "soft", role: "status" }, say("audit-range", { first: Math.min(total, (page - 1) * PAGE + 1), last: Math.min(total, page * PAGE), total })),
        button(say("audit-newer"), turn(-1), { disabled: page === 1 }),
        button(say("audit-older"), turn(1), { disabled: page * PAGE >= total }),
      ),
    ),
  ];
}

// A later version's server may write down what these words do not know.
function action(say, code) {
  const key = `audit-${code.replaceAll(".", "-")}`;
  const words = say(key);
  return words === key ? code : words;
}

function details(say, { job_id, details }) {
  const parts = [];
  for (const [name, value] of Object.entries(details ?? {})) {
    if (typeof value === "number") parts.push(say(`audit-detail-${name}`, { count: value }));
    else if (name === "rows") parts.push(say("audit-detail-rows", { count: Object.values(value).reduce((sum, one) => sum + one, 0) }));
    else if (name === "agent" && value) parts.push(value);
    else if (name === "module") parts.push(say(`module-${value}`));
    else if (name === "role" || name === "to") value && parts.push(say(`role-${value}`));
  }
  const job = job_id && element("a", { href: `/settings/data-migration/${job_id}` }, say("audit-job"));
  return element("span", {}, parts.join(" · "), parts.length && job ? " · " : "", job ?? "");
}
