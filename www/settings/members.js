// Who works in the clinic: roles, removal, invitations.

import { element, moment } from "/documents/words.js";
import { alert, ask, button, card, confirm, field, form, head, input, select, table } from "./parts.js";

export const ROLES = ["admin", "dentist", "hygienist", "assistant", "receptionist"];

export async function members(screen) {
  const { say, clinic } = screen;
  const path = `/clinics/${clinic}`;
  const list = (await ask("GET", `${path}/members`)).data;
  const invited = await ask("GET", `${path}/invitations`).catch((refused) => refused);
  const isDentalPin = invited.code === "destination.dentalpin";
  return [
    head(say, "members"),
    isDentalPin ? alert("neutral", say("settings-dentalpin-members")) : null,
    card(say("members-title"), people(screen, list, isDentalPin)),
    isDentalPin ? null : card(say("invite-title"), invitation(screen), invited.data.length ? pending(screen, invited.data) : null),
  ];
}

function people({ say, clinic, again, tell }, list, isDentalPin) {
  const rows = list.map(({ user_id, name, email, role, can_sign_in }) => {
    const path = `/clinics/${clinic}/members/${user_id}`;
    const who = element("span", {}, name, element("br"), element("small", { class: "soft" }, email));
    const state = can_sign_in ? say("member-can-sign-in") : say("member-cannot-sign-in");
    if (isDentalPin) return [who, say(`role-${role}`), state, ""];
    const roles = select(ROLES, role, (value) => say(`role-${value}`));
    roles.setAttribute("aria-label", say("member-role-of", { name }));
    roles.onchange = async () => {
      await tell(() => ask("PATCH", path, { role: roles.value }));
      await again();
    };
    const remove = async () => {
      const body = [element("p", {}, say("member-remove-what", { name }))];
      if (!(await confirm(say, { id: "remove", title: say("member-remove"), body, yes: say("member-remove") }))) return;
      await tell(() => ask("DELETE", path));
      await again();
    };
    return [who, roles, state, button(say("member-remove"), remove, { "aria-label": say("member-remove-name", { name }) })];
  });
  return table(say("members-title"), [say("member-name"), say("member-role"), say("member-state"), say("settings-action")], rows);
}

function invitation({ say, clinic, again }) {
  const email = input({ type: "email" });
  const role = select(ROLES, "dentist", (value) => say(`role-${value}`));
  return form(say, say("invite-submit"), "invite-submit", [
    element("p", { class: "soft" }, say("invite-lead")),
    element("div", { class: "form-row" }, field("invite-email", say("invite-email"), email), field("invite-role", say("member-role"), role)),
  ], async () => {
    const { token } = (await ask("POST", `/clinics/${clinic}/invitations`, { email: email.value, role: role.value })).data;
    await again(link(say, email.value, `${location.origin}/join#${token}`));
  });
}

function link(say, email, address) {
  const copied = element("span", { role: "status" });
  const copy = async () => {
    await navigator.clipboard?.writeText(address).then(() => (copied.textContent = say("invite-copied")), () => {});
  };
  return alert(
    "good",
    say("invite-made", { email }),
    element("pre", { class: "command", tabindex: "0" }, element("code", { id: "invite-link" }, address)),
    element("div", { class: "actions" }, button(say("invite-copy"), copy), copied),
  );
}

function pending({ say, clinic, again, tell }, list) {
  const rows = list.map(({ id, email, role, expires_at }) => {
    const withdraw = async () => {
      await tell(() => ask("DELETE", `/clinics/${clinic}/invitations/${id}`));
      await again();
    };
    return [email, say(`role-${role}`), moment(expires_at), button(say("invite-withdraw"), withdraw)];
  });
  return table(say("invite-pending"), [say("invite-email"), say("member-role"), say("invite-until"), say("settings-action")], rows);
}
