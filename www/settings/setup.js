// <setup-clinic>: where the link leads that a new server prints. Its token is behind the #, which browsers send to nobody.

import { element, onLanguage, speak } from "/documents/words.js";
import { alert, ask, card, field, form, input, password, select } from "./parts.js";
import { PLACES, byName, countryName, currencyName, here } from "./places.js";

// Characters: the server refuses shorter ones.
const LENGTH = 10;
// Browsers list some under names of old.
const TIMEZONES = [...new Set([...Intl.supportedValuesOf("timeZone"), ...PLACES.map(({ timezone }) => timezone)])].sort();

class SetupClinic extends HTMLElement {
  connectedCallback() {
    this.token = location.hash.slice(1).replace(/^token=/, "");
    // Made once: another language leaves what is typed.
    this.typed = {
      first: input({ autocomplete: "given-name" }),
      last: input({ autocomplete: "family-name" }),
      email: input({ type: "email", autocomplete: "username" }),
      password: input({ type: "password", autocomplete: "new-password", minlength: LENGTH, autocapitalize: "none", spellcheck: "false" }),
      clinic: input({ autocomplete: "organization" }),
    };
    this.place = here();
    this.observer = onLanguage(() => this.show());
    this.show();
    this.leaveIfDone();
  }

  disconnectedCallback() {
    this.observer.disconnect();
  }

  async leaveIfDone() {
    const status = await ask("GET", "/auth/setup/status").catch(() => null);
    if (status?.data.initialised) location.replace("/sign-in");
  }

  async show() {
    const say = await speak("common", "problems");
    document.title = `${say("setup-title")} · Puente`;
    const top = element(
      "header",
      { class: "page-head" },
      element("div", {}, element("h1", { tabindex: "-1" }, say("setup-title")), element("p", { class: "page-lead" }, say("setup-lead"))),
    );
    this.replaceChildren(element("div", { class: "narrow" }, top, this.token ? this.form(say) : this.incomplete(say)));
  }

  incomplete(say) {
    const way = element("a", { href: "/sign-in" }, say("sign-in-title"));
    return alert("warning", element("strong", {}, say("setup-no-token-title")), element("p", {}, say("setup-no-token-lead")), way);
  }

  form(say) {
    const { first, last, email, password: secret, clinic } = this.typed;
    const row = (...fields) => element("div", { class: "form-row" }, ...fields);
    const fields = [
      card(
        say("setup-account"),
        row(field("setup-first-name", say("first-name"), first), field("setup-last-name", say("last-name"), last)),
        field("setup-email", say("email"), email, say("setup-email-hint")),
        password(say, field("setup-password", say("password"), secret, say("setup-password-hint", { length: LENGTH })), secret),
      ),
      card(say("setup-clinic"), field("setup-clinic-name", say("setup-clinic-name"), clinic), ...this.where(say, row)),
    ];
    return form(say, say("setup-submit"), "setup-submit", fields, () => this.setUp());
  }

  // A country brings its usual timezone and currency; both can still be changed.
  where(say, row) {
    const { place } = this;
    const choice = (key, codes, name) => {
      const made = select(codes, place[key], name);
      made.addEventListener("change", () => (place[key] = made.value));
      return made;
    };
    const country = choice("country", byName(PLACES.map((it) => it.country), countryName), countryName);
    const timezone = choice("timezone", TIMEZONES, (zone) => zone.replaceAll("_", " "));
    const currency = choice("currency", byName(PLACES.map((it) => it.currency), currencyName), currencyName);
    country.addEventListener("change", () => {
      Object.assign(place, PLACES.find((it) => it.country === country.value));
      timezone.value = place.timezone;
      currency.value = place.currency;
    });
    return [
      field("setup-country", say("setup-country"), country),
      row(
        field("setup-timezone", say("setup-timezone"), timezone, say("setup-timezone-hint")),
        field("setup-currency", say("setup-currency"), currency),
      ),
    ];
  }

  // Whoever sets up is signed in at once.
  async setUp() {
    const { first, last, email, password: secret, clinic } = this.typed;
    await ask("POST", "/auth/setup", {
      token: this.token,
      email: email.value.trim(),
      password: secret.value,
      first_name: first.value.trim(),
      last_name: last.value.trim(),
      clinic: { name: clinic.value.trim(), ...this.place },
    });
    location.replace("/settings/data-migration");
  }
}

customElements.define("setup-clinic", SetupClinic);
