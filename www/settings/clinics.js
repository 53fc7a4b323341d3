// The clinics one works in, and a further one.

import { element } from "/documents/words.js";
import { alert, ask, card, field, form, head, input, select, table } from "./parts.js";
import { PLACES, countryName } from "./places.js";

export async function clinics({ say, clinic }) {
  const list = (await ask("GET", "/auth/clinics")).data;
  const here = list.find(({ id }) => id === clinic) ?? {};
  const country = (code) => (code ? countryName(code) : "—");
  const rows = list.map(({ name, country: code, timezone, currency }) => [name, country(code), timezone, currency]);
  const columns = ["name", "country", "timezone", "currency"].map((key) => say(`clinic-${key}`));
  const isDentalPin = await ask("GET", `/clinics/${clinic}/invitations`).then(() => false, ({ code }) => code === "destination.dentalpin");

  const name = input({ maxlength: 200 });
  const where = select(PLACES.map((it) => it.country), here.country, country);
  const timezones = Intl.supportedValuesOf("timeZone");
  const timezone = select(timezones, here.timezone, (zone) => zone);
  const currency = select(Intl.supportedValuesOf("currency"), here.currency, (code) => code);
  const create = async () => {
    const asked = { name: name.value, country: where.value, timezone: timezone.value, currency: currency.value };
    const made = (await ask("POST", "/clinics", asked)).data;
    // The page asks again where its user works, and goes on in the new clinic.
    try {
      localStorage.setItem("puente.clinic", made.id);
    } catch {
      // No storage, no memory: the clinic is chosen in the bar.
    }
    location.reload();
  };
  return [
    head(say, "clinics"),
    card(say("clinics-mine"), table(say("clinics-mine"), columns, rows)),
    isDentalPin
      ? alert("neutral", say("settings-dentalpin-clinics"))
      : card(say("clinic-new"), form(say, say("clinic-create"), "clinic-create", [
          field("clinic-name", say("clinic-name"), name),
          element("div", { class: "form-row" }, field("clinic-country", say("clinic-country"), where), field("clinic-currency", say("clinic-currency"), currency)),
          field("clinic-timezone", say("clinic-timezone"), timezone, say("clinic-timezone-hint")),
        ], create)),
  ];
}
