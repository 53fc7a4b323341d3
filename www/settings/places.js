// Where clinics are: countries whose clinics speak one of the screens' languages, or border on those that do, with their usual timezone and
// currency.

export const PLACES = [
  ["ES", "Europe/Madrid", "EUR"],
  ["PT", "Europe/Lisbon", "EUR"],
  ["FR", "Europe/Paris", "EUR"],
  ["AD", "Europe/Andorra", "EUR"],
  ["AR", "America/Argentina/Buenos_Aires", "ARS"],
  ["BE", "Europe/Brussels", "EUR"],
  ["BO", "America/La_Paz", "BOB"],
  ["BR", "America/Sao_Paulo", "BRL"],
  ["CH", "Europe/Zurich", "CHF"],
  ["CL", "America/Santiago", "CLP"],
  ["CO", "America/Bogota", "COP"],
  ["CR", "America/Costa_Rica", "CRC"],
  ["DE", "Europe/Berlin", "EUR"],
  ["DO", "America/Santo_Domingo", "DOP"],
  ["EC", "America/Guayaquil", "USD"],
  ["GB", "Europe/London", "GBP"],
  ["GT", "America/Guatemala", "GTQ"],
  ["HN", "America/Tegucigalpa", "HNL"],
  ["IE", "Europe/Dublin", "EUR"],
  ["IT", "Europe/Rome", "EUR"],
  ["LU", "Europe/Luxembourg", "EUR"],
  ["MA", "Africa/Casablanca", "MAD"],
  ["MX", "America/Mexico_City", "MXN"],
  ["NI", "America/Managua", "NIO"],
  ["PA", "America/Panama", "PAB"],
  ["PE", "America/Lima", "PEN"],
  ["PY", "America/Asuncion", "PYG"],
  ["SV", "America/El_Salvador", "USD"],
  ["US", "America/New_York", "USD"],
  ["UY", "America/Montevideo", "UYU"],
].map(([country, timezone, currency]) => ({ country, timezone, currency }));

export function countryName(code) {
  return new Intl.DisplayNames(document.documentElement.lang, { type: "region" }).of(code);
}

export function currencyName(code) {
  return `${new Intl.DisplayNames(document.documentElement.lang, { type: "currency" }).of(code)} (${code})`;
}

// In the order of their names.
export function byName(codes, name) {
  return [...new Set(codes)].sort((a, b) => name(a).localeCompare(name(b), document.documentElement.lang));
}

// The place the browser seems to be in; the first where its timezone is nobody's usual one, but with that timezone.
export function here() {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const place = PLACES.find(({ timezone }) => timezone === timeZone) ?? PLACES[0];
  const isKnown = Intl.supportedValuesOf("timeZone").includes(timeZone);
  return { ...place, timezone: isKnown ? timeZone : place.timezone };
}
