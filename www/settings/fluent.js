// The words of the language the page speaks, as `speak` of documents/words.js has them, with choices by number too: `{ $count -> [one] …
// *[other] … }`, also within each other.

const known = new Map();

// A message goes on over lines that are indented, or end a choice.
async function load(file) {
  const words = new Map();
  const text = await (await fetch(file)).text();
  for (const [, key, first, rest] of text.matchAll(/^([a-z0-9_-]+) = (.*)((?:\n(?: +\S|\}).*)*)/gm)) words.set(key, first + rest);
  return words;
}

export async function speak(...areas) {
  const language = document.documentElement.lang || "en";
  const files = areas.map((area) => `/messages/${language}/${area}.ftl`);
  for (const file of files) if (!known.has(file)) known.set(file, load(file));
  const words = await Promise.all(files.map((file) => known.get(file)));
  const find = (key) => words.find((some) => some.has(key))?.get(key);
  const say = (key, given = {}) => format(find(key) ?? key, given, language);
  // Whether there are words for a key.
  say.has = (key) => find(key) !== undefined;
  return say;
}

export function format(text, given, language) {
  const plural = new Intl.PluralRules(language);
  let at = 0;
  const skip = (what) => {
    const found = what.exec(text.slice(at));
    if (found) at += found[0].length;
    return found;
  };

  // Up to the end, or within a choice up to the next variant.
  function pattern(isVariant) {
    let said = "";
    while (at < text.length && !(isVariant && /^(\s*\n\s*\*?\[|\s*\})/.test(text.slice(at)))) {
      said += text[at] === "{" ? placeable() : text[at++];
    }
    return said;
  }

  function placeable() {
    const [, name, chooses] = skip(/^\{\s*\$(\w+)\s*(->)?/) ?? skip(/^\{()/);
    const value = given[name];
    let said = typeof value === "number" ? value.toLocaleString(language) : value;
    if (chooses) said = choice(value);
    skip(/^\s*\}/);
    return said;
  }

  // The first variant that fits, or else the one with a star.
  function choice(value) {
    let fits, other;
    for (let variant; (variant = skip(/^\s*(\*?)\[(\w+)\] ?/)); ) {
      const said = pattern(true);
      if (variant[2] === String(value) || variant[2] === plural.select(value)) fits ??= said;
      if (variant[1]) other = said;
    }
    return fits ?? other;
  }

  return pattern(false);
}
