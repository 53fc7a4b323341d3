// <join-clinic>: where the link of an invitation leads. Its token is behind the #, which browsers send to nobody.

import { element, onLanguage, speak } from "/documents/words.js";
import { alert, ask, card, field, form, input, reason } from "./parts.js";

class JoinClinic extends HTMLElement {
  connectedCallback() {
    this.token = location.hash.slice(1);
    this.observer = onLanguage(() => this.show());
    this.show();
  }

  disconnectedCallback() {
    this.observer.disconnect();
  }

  async show() {
    const say = await speak("settings", "problems");
    const title = say("join-title");
    document.title = `${title} · Puente`;
    const top = (lead) =>
      element("header", { class: "page-head" }, element("div", {}, element("h1", { tabindex: "-1" }, title), element("p", { class: "page-lead" }, lead)));
    try {
      this.invited ??= (await ask("POST", "/auth/invitation", { token: this.token })).data;
    } catch (refused) {
      return this.replaceChildren(element("div", { class: "narrow" }, top(""), alert("bad", reason(say, refused))));
    }
    const { clinic, email, role, has_account } = this.invited;
    // What was typed outlives a change of language.
    this.typed ??= {
      first: input({ autocomplete: "given-name" }),
      last: input({ autocomplete: "family-name", required: false }),
      password: input({ type: "password", autocomplete: has_account ? "current-password" : "new-password", minlength: has_account ? null : 10 }),
    };
    const { first, last, password } = this.typed;
    const join = async () => {
      await ask("POST", "/auth/join", { token: this.token, password: password.value, first_name: first.value, last_name: last.value });
      location.replace("/");
    };
    const address = element("input", { type: "email", value: email, readonly: true, autocomplete: "username" });
    const fields = [
      field("join-email", say("invite-email"), address),
      ...(has_account ? [] : [field("join-first-name", say("join-first-name"), first), field("join-last-name", say("join-last-name"), last)]),
      field("join-password", say(has_account ? "join-password" : "join-password-new"), password, say(has_account ? "join-has-account" : "password-hint")),
    ];
    this.replaceChildren(
      element("div", { class: "narrow" }, top(say("join-lead", { clinic, role: say(`role-${role}`) })), card(null, form(say, say("join-submit"), "join-submit", fields, join))),
    );
  }
}

customElements.define("join-clinic", JoinClinic);
