// Looks at the page as someone would who reads a language, by a light, and answers what is wrong with what is shown:
// { wrong: [text], texts: [text] }. Arguments: language, theme. Shown is what a modal dialog leaves within reach.

const [language, theme, done] = arguments;
const root = document.documentElement;
const all = (css, within = document) => [...within.querySelectorAll(css)];

// What is being fetched, to its last byte, counted from here on.
if (window.underway === undefined) {
  window.underway = 0;
  const fetch = window.fetch;
  const isOver = () => (window.underway -= 1);
  window.fetch = async (...given) => {
    window.underway += 1;
    const answer = await fetch(...given).catch((error) => {
      isOver();
      throw error;
    });
    answer.clone().arrayBuffer().then(isOver, isOver);
    return answer;
  };
}

const choose = (id, value) => {
  const select = document.getElementById(id);
  if (select.value === value) return;
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
};

// Nothing is fetched and nothing has changed for some turns: time alone passes on a busy computer, too.
const settled = () =>
  new Promise((resolve) => {
    const began = performance.now();
    let quiet = 0;
    const observer = new MutationObserver(() => (quiet = 0));
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    const look = () => {
      const isBusy = window.underway > 0 || root.lang !== language || all(".busy").some((it) => it.checkVisibility());
      quiet = isBusy ? 0 : quiet + 1;
      if (quiet < 6 && performance.now() - began < 10_000) return setTimeout(look, 12);
      observer.disconnect();
      resolve();
    };
    look();
  });

// Colours

const paint = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
const colours = new Map();

function colour(css) {
  if (!colours.has(css)) {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = css;
    paint.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = paint.getImageData(0, 0, 1, 1).data;
    colours.set(css, [r, g, b, a / 255]);
  }
  return colours.get(css);
}

const over = ([r, g, b, a], below) => [...[r, g, b].map((it, at) => it * a + below[at] * (1 - a)), 1];

// What lies behind an element's text, down to the first that nothing shines through.
function ground(element) {
  const layers = [];
  for (let at = element; at; at = at.parentElement) {
    const layer = colour(getComputedStyle(at).backgroundColor);
    if (layer[3] > 0) layers.push(layer);
    if (layer[3] === 1) break;
  }
  return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255, 1]);
}

function opacity(element) {
  let product = 1;
  for (let at = element; at; at = at.parentElement) product *= Number(getComputedStyle(at).opacity);
  return product;
}

function luminance([r, g, b]) {
  const [x, y, z] = [r, g, b].map((it) => (it / 255 <= 0.04045 ? it / 255 / 12.92 : ((it / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
}

function contrast(element, style) {
  const below = ground(element);
  const [r, g, b, a] = colour(style.color);
  const [light, dark] = [luminance(over([r, g, b, a * opacity(element)], below)), luminance(below)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

// Elements

// Only for screen readers.
const isClipped = (element) => {
  for (let at = element; at; at = at.parentElement) if (getComputedStyle(at).clipPath === "inset(50%)") return true;
  return false;
};
const isSeen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !isClipped(element);
const isOff = (element) => element.closest(":disabled, [aria-disabled=true]") ?? [...(element.closest("label")?.querySelectorAll(":disabled") ?? [])].length;

function name(element) {
  const { id, tagName, classList } = element;
  const inside = id ? "" : element.closest("[id]:not(main)")?.id;
  return `${inside ? `#${inside} ` : ""}${tagName.toLowerCase()}${id ? `#${id}` : ""}${[...classList].map((it) => `.${it}`).join("")}`;
}

const CONTROL = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=switch], [role=checkbox], [role=radio], [role=tab]";
const TYPED = "input:not([type=checkbox], [type=radio], [type=range], [type=file], [type=hidden]), select, textarea";

function look() {
  const wrong = [];
  const texts = new Set();
  const say = (what) => wrong.push(what);
  const modal = all("dialog[open]").filter((it) => it.matches(":modal")).at(-1);
  const scope = modal ?? document.body;
  const elements = all("*", scope).filter((it) => !it.closest("svg, option, script, noscript"));
  const seen = elements.filter(isSeen);

  // One language, one heading, one main part
  if (root.lang !== language) say(`lang is ${root.lang}`);
  const headings = all("h1").filter((it) => it.checkVisibility());
  if (headings.length !== 1) say(`${headings.length} h1: ${headings.map((it) => it.textContent).join(" | ")}`);
  const mains = all("main, [role=main]").filter((it) => it.checkVisibility());
  if (mains.length !== 1) say(`${mains.length} main`);
  if (!document.title.trim()) say("no title");
  for (const it of all("img:not([alt])", scope)) say(`no alt: ${name(it)}`);
  for (const it of all("input:not([type=hidden]), select, textarea", scope)) {
    const isLabelled = it.labels?.length || it.ariaLabel || it.hasAttribute("aria-labelledby");
    if (it.checkVisibility() && !isLabelled) say(`no label: ${name(it)}`);
  }
  const REFERENCES = ["for", "aria-labelledby", "aria-describedby", "aria-controls"];
  const referred = REFERENCES.flatMap((to) => all(`[${to}]`).flatMap((it) => it.getAttribute(to).split(/\s+/)));
  for (const id of new Set(referred)) if (id && all(`#${CSS.escape(id)}`).length > 1) say(`more than one #${id}`);

  // Nothing beside the page
  const width = root.clientWidth;
  if (root.scrollWidth > width) say(`the page scrolls sideways: ${root.scrollWidth} in ${width}`);
  if (modal && modal.scrollWidth > modal.clientWidth + 1) say(`${name(modal)} scrolls sideways: ${modal.scrollWidth} in ${modal.clientWidth}`);
  const isContained = (element) => {
    for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) if (getComputedStyle(at).overflowX !== "visible") return at !== modal;
    return false;
  };
  const outside = seen.filter((it) => {
    const { left, right, width: wide, height } = it.getBoundingClientRect();
    return wide > 0 && height > 0 && (right > width + 1 || left < -1) && !isContained(it);
  });
  for (const it of outside) if (!outside.includes(it.parentElement)) say(`sticks out: ${name(it)}`);
  for (const it of seen) {
    const { overflowX, textOverflow } = getComputedStyle(it);
    const isCut = ["hidden", "clip"].includes(overflowX) && textOverflow !== "ellipsis" && it.scrollWidth > it.clientWidth + 1;
    if (isCut && it.innerText?.trim()) say(`cut off: ${name(it)}`);
  }

  // Contrast
  const read = (element, style, text) => {
    if (isOff(element)) return;
    const [size, weight] = [parseFloat(style.fontSize), Number(style.fontWeight)];
    const least = size >= 24 || (size >= 18.66 && weight >= 700) ? 3 : 4.5;
    const is = contrast(element, style);
    if (is < least - 0.005) say(`contrast ${is.toFixed(2)}: ${name(element)}${text}`);
  };
  const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: parent, data } = walker.currentNode;
    if (!data.trim() || parent.closest("svg, script, style, noscript") || !parent.checkVisibility()) continue;
    if (!parent.closest("code, pre, .code, .mono")) texts.add(data.trim());
    if (!isSeen(parent) || parent.closest("option")) continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    if ([...range.getClientRects()].some(({ width, height }) => width * height > 0)) read(parent, getComputedStyle(parent), "");
  }
  for (const it of seen) {
    for (const pseudo of ["::before", "::after"]) {
      const style = getComputedStyle(it, pseudo);
      if (/[\p{L}\p{N}‹›]/u.test(style.content.replace(/^(none|normal)$/, ""))) read(it, style, pseudo);
    }
    if (it.matches(TYPED)) {
      if (it.value) read(it, getComputedStyle(it), " (value)");
      else if (it.placeholder) read(it, getComputedStyle(it, "::placeholder"), "::placeholder");
    }
    for (const said of ["aria-label", "title", "placeholder", "alt", "data-label"]) if (it.getAttribute(said)) texts.add(it.getAttribute(said));
  }

  // Targets: large enough, or far enough from others (WCAG 2.2, 2.5.8)
  const SIDE = 24;
  const boxes = (it) => [it, ...(it.labels ?? [])].filter((one) => !isClipped(one)).map((one) => one.getBoundingClientRect());
  const isInText = (it) => it.matches("a") && getComputedStyle(it).display === "inline" && it.parentElement.innerText.trim() !== it.innerText.trim();
  const targets = all(CONTROL, scope).filter((it) => it.checkVisibility({ visibilityProperty: true }) && !isOff(it));
  const sized = targets.map((it) => {
    const own = boxes(it);
    const largest = own.reduce((best, box) => (!best || Math.min(box.width, box.height) > Math.min(best.width, best.height) ? box : best), null);
    return { it, box: largest, isSmall: largest && Math.min(largest.width, largest.height) < SIDE - 0.01 };
  });
  const middle = ({ left, top, width, height }) => [left + width / 2, top + height / 2];
  const touches = (small, other) => {
    const [x, y] = middle(small.box);
    if (other.isSmall) {
      const [a, b] = middle(other.box);
      return Math.hypot(x - a, y - b) < SIDE;
    }
    const [dx, dy] = [Math.max(other.box.left - x, 0, x - other.box.right), Math.max(other.box.top - y, 0, y - other.box.bottom)];
    return Math.hypot(dx, dy) < SIDE / 2;
  };
  for (const target of sized) {
    if (!target.isSmall || isInText(target.it)) continue;
    const near = sized.find((other) => other !== target && other.box && !other.it.contains(target.it) && !target.it.contains(other.it) && touches(target, other));
    const { width, height } = target.box;
    if (near) say(`target of ${width.toFixed(0)} × ${height.toFixed(0)}: ${name(target.it)}, beside ${name(near.it)}`);
  }

  // What scrolls can be scrolled by keyboard
  for (const it of seen) {
    const { overflowX, overflowY } = getComputedStyle(it);
    const scrolls = (["auto", "scroll"].includes(overflowX) && it.scrollWidth > it.clientWidth + 1) || (["auto", "scroll"].includes(overflowY) && it.scrollHeight > it.clientHeight + 1);
    if (scrolls && it.tabIndex < 0 && !it.querySelector(`${CONTROL}, [tabindex="0"]`)) say(`scrolls, but not by keyboard: ${name(it)}`);
  }
  return { wrong: [...new Set(wrong)], texts: [...texts] };
}

(async () => {
  choose("theme", theme);
  choose("language", language);
  await settled();
  for (const animation of document.getAnimations()) {
    try {
      animation.finish();
    } catch {
      // One that never ends.
    }
  }
  return look();
})().then(done, (error) => done({ wrong: [`${error}`], texts: [] }));
