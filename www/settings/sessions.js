// Where one is signed in, one's password, and for admins where the clinic's members are.

import { element, moment } from "/documents/words.js";
import { alert, ask, button, card, field, form, head, input, table } from "./parts.js";

export async function sessions(screen) {
  const { say, clinic, isAdmin, again, tell } = screen;
  const mine = (await ask("GET", "/auth/sessions")).data;
  const own = new Set(mine.map(({ id }) => id));
  const others = isAdmin ? (await ask("GET", `/clinics/${clinic}/sessions`)).data.filter(({ id }) => !own.has(id)) : [];
  const endOthers = async () => {
    await tell(() => ask("DELETE", "/auth/sessions"));
    await again();
  };
  return [
    head(say, "sessions"),
    card(
      say("sessions-mine"),
      list(screen, mine, (id) => `/auth/sessions/${id}`, false),
      mine.length > 1 ? element("div", { class: "actions" }, button(say("sessions-end-others"), endOthers, { id: "end-others" })) : null,
    ),
    others.length ? card(say("sessions-clinic"), list(screen, others, (id) => `/clinics/${clinic}/sessions/${id}`, true)) : null,
    card(say("password-title"), password(screen)),
  ];
}

function list({ say, again, tell }, sessions, path, withNames) {
  const rows = sessions.map(({ id, name, email, kind, agent, created_at, last_used_at, is_current }) => {
    const what = agent ?? say(`session-${kind}`);
    const end = async () => {
      await tell(() => ask("DELETE", path(id)));
      await again();
    };
    const action = is_current
      ? element("span", { class: "tag tag-good" }, say("session-current"))
      : button(say("session-end"), end, { "aria-label": say("session-end-what", { what, when: moment(last_used_at) }), "data-session": id });
    const who = withNames ? element("span", {}, name, element("br"), element("small", { class: "soft" }, email, " · ", what)) : what;
    return [who, moment(created_at), moment(last_used_at), action];
  });
  const first = say(withNames ? "member-name" : "session-what");
  return table(say(withNames ? "sessions-clinic" : "sessions-mine"), [first, say("session-began"), say("session-used"), say("settings-action")], rows);
}

function password({ say, again }) {
  const current = input({ type: "password", autocomplete: "current-password" });
  const next = input({ type: "password", autocomplete: "new-password", minlength: 10 });
  return form(say, say("password-submit"), "password-submit", [
    field("password-current", say("password-current"), current),
    field("password-new", say("password-new"), next, say("password-hint")),
  ], async () => {
    await ask("PUT", "/auth/password", { current: current.value, new: next.value });
    await again(alert("good", say("password-changed")));
  });
}
