// <clinic-settings clinic="…" path="…" admin>: the way between the screens of the settings, and those that are not the app's own.

import { element, onLanguage, speak } from "/documents/words.js";
import { audit } from "./audit.js";
import { clinics } from "./clinics.js";
import { members } from "./members.js";
import { modules } from "./modules.js";
import { alert, ask, reason } from "./parts.js";
import { sessions } from "./sessions.js";

const BASE = "/settings/";
const SCREENS = { modules, members, clinics, sessions, audit };
const FOR_ALL = ["sessions"];

class ClinicSettings extends HTMLElement {
  static observedAttributes = ["clinic", "path", "admin"];

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
    this.soon = setTimeout(() => this.show(true));
  }

  get name() {
    return (this.getAttribute("path") ?? "").slice(BASE.length).split("/")[0];
  }

  async show(isNew) {
    const [clinic, path] = [this.getAttribute("clinic"), this.getAttribute("path") ?? ""];
    const turn = (this.turn = (this.turn ?? 0) + 1);
    if (!clinic || !path.startsWith(BASE)) return this.replaceChildren();
    if (isNew) this.screen = { clinic, isAdmin: this.hasAttribute("admin") };
    const say = await speak("settings", "problems");
    const isActive = await this.usesMigration(clinic);
    if (turn !== this.turn) return;
    const screen = Object.assign(this.screen, { say, again: (news) => this.draw(turn, news), anew: () => this.show(), tell: (work) => this.tell(work) });
    const names = screen.isAdmin ? [...(isActive ? ["data-migration"] : []), ...Object.keys(SCREENS)] : FOR_ALL;
    // What is not for this visitor, or not active: the nearest that is. The app itself says who may migrate.
    const isShown = names.includes(this.name) || (this.name === "data-migration" && !screen.isAdmin);
    if (!isShown) return this.go(names[0]);
    this.place = element("div", { class: "settings" });
    this.replaceChildren(this.ways(say, names), this.place);
    if (SCREENS[this.name]) await this.draw(turn);
  }

  async usesMigration(clinic) {
    const list = await ask("GET", `/clinics/${clinic}/modules`).catch(() => ({ data: [] }));
    return list.data.find(({ name }) => name === "migration_import")?.is_active ?? true;
  }

  ways(say, names) {
    const links = names.map((name) =>
      element("a", { href: BASE + name, class: "chip", "aria-current": name === this.name ? "page" : null }, say(`settings-${name}`)));
    return element("nav", { class: "settings-ways", "aria-label": say("settings-label") }, ...links);
  }

  // The app follows links by itself.
  go(name) {
    const link = element("a", { href: BASE + name, hidden: true });
    this.append(link);
    link.click();
    link.remove();
  }

  async draw(turn, news) {
    const { place, screen } = this;
    const parts = await SCREENS[this.name](screen).catch((refused) => [alert("bad", reason(screen.say, refused))]);
    if (turn !== this.turn) return;
    const [first, ...rest] = parts;
    place.replaceChildren(first, ...[this.failure, news, ...rest].filter(Boolean));
    this.failure = null;
  }

  // Does something; what the server refuses is told above the screen when it is drawn again.
  async tell(work) {
    try {
      return await work();
    } catch (refused) {
      this.failure = alert("bad", reason(this.screen.say, refused));
    }
  }
}

customElements.define("clinic-settings", ClinicSettings);
