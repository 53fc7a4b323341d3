// Which modules a clinic uses, and taking Data migration out of it.

import { element } from "/documents/words.js";
import { alert, ask, button, card, confirm, head } from "./parts.js";

const GOES = ["mappings", "warnings", "archived", "decisions", "staged_batches", "files_expected", "files_waiting", "undoable"];

export async function modules({ say, clinic, anew, tell }) {
  const list = (await ask("GET", `/clinics/${clinic}/modules`)).data;
  const switchTo = (name, method) => async () => {
    await tell(() => ask(method, `/clinics/${clinic}/modules/${name}`));
    // What there is to go to changes with it.
    await anew();
  };
  const cards = list.map(({ name, is_active, control }) => {
    const tag = element("span", { class: `tag ${is_active ? "tag-good" : "tag-neutral"}`, id: `${name}-state` }, say(is_active ? "module-active" : "module-inactive"));
    const turnOff = name === "migration_import" ? () => uninstall(say, clinic, switchTo(name, "DELETE"), tell, anew) : switchTo(name, "DELETE");
    const action =
      control === "admin"
        ? is_active
          ? button(say(name === "migration_import" ? "module-uninstall" : "module-switch-off"), turnOff, { id: `${name}-off` })
          : button(say("module-activate"), switchTo(name, "POST"), { id: `${name}-on`, class: "button button-primary" })
        : element("p", { class: "soft" }, say(`module-control-${control}`));
    const made = card(
      null,
      element("header", { class: "card-head" }, element("h2", {}, say(`module-${name}`)), tag),
      element("p", {}, say(`module-${name}-about`)),
      element("div", { class: "actions" }, action),
    );
    return made;
  });
  return [head(say, "modules"), ...cards];
}

async function uninstall(say, clinic, remove, tell, anew) {
  const counts = await tell(async () => (await ask("GET", `/clinics/${clinic}/modules/migration_import/uninstall`)).data);
  if (!counts) return anew();
  const figures = GOES.map((what) =>
    element("div", { class: "fact" }, element("dt", {}, say(`uninstall-${what.replaceAll("_", "-")}`)), element("dd", { class: "figures" }, counts[what].toLocaleString(document.documentElement.lang))));
  const said = await confirm(say, {
    id: "uninstall",
    title: say("uninstall-title"),
    yes: say("module-uninstall"),
    body: [
      counts.is_busy ? alert("bad", say("problem-job-clinic_busy")) : null,
      element("h3", {}, say("uninstall-goes")),
      element("dl", { class: "key-facts key-facts-small" }, ...figures),
      element("p", {}, say("uninstall-undo")),
      element("h3", {}, say("uninstall-stays")),
      element("p", {}, say("uninstall-stays-what")),
      element("p", {}, element("a", { class: "button", id: "uninstall-export", download: "", href: `/api/v1/clinics/${clinic}/modules/migration_import/export` }, say("uninstall-export"))),
    ].filter(Boolean),
  });
  if (said) await remove();
}
