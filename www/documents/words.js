// The words of the language the page speaks, from the same files as the app's. Messages are plain here: text and
// arguments, no plurals.

const known = new Map();

async function load(file) {
  const response = await fetch(file);
  const words = new Map();
  for (const [, key, text] of (await response.text()).matchAll(/^([a-z0-9_-]+) = (.*)$/gm)) words.set(key, text);
  return words;
}

// A function that says a message of some areas, in the page's language of now.
export async function speak(...areas) {
  const language = document.documentElement.lang || "en";
  const words = new Map();
  for (const area of areas.length ? areas : ["documents"]) {
    const file = `/messages/${language}/${area}.ftl`;
    if (!known.has(file)) known.set(file, load(file));
    for (const [key, text] of await known.get(file)) words.set(key, text);
  }
  return (key, given = {}) =>
    (words.get(key) ?? key).replace(/\{ \$(\w+) \}/g, (_, name) => {
      const value = given[name];
      return typeof value === "number" ? value.toLocaleString(language) : value;
    });
}

// Calls back whenever the page changes its language.
export function onLanguage(call) {
  const observer = new MutationObserver(call);
  observer.observe(document.documentElement, { attributeFilter: ["lang"] });
  return observer;
}

export function size(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const format = { style: "unit", unit: units[step], maximumFractionDigits: step ? 1 : 0 };
  return new Intl.NumberFormat(document.documentElement.lang, format).format(bytes / 1000 ** step);
}

export function date(instant) {
  return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium" }).format(new Date(instant));
}

export function moment(instant) {
  return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(new Date(instant));
}

// An element with attributes, handlers (`onclick`) and children. Texts are text: nothing is parsed as HTML.
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made[name] = value;
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}
