// <bar-chart label="…" counts="2024:310 2025:342">: a bar for each count, and all of them in words for who does not see it.

import { element, onLanguage } from "/documents/words.js";

// More would be too thin to tell apart; the last ones matter most.
const MOST = 40;
// Names that fit below, side by side.
const NAMES = 12;

class BarChart extends HTMLElement {
  static observedAttributes = ["label", "counts"];

  connectedCallback() {
    this.observer = onLanguage(() => this.draw());
    this.draw();
  }

  disconnectedCallback() {
    this.observer?.disconnect();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.draw();
  }

  draw() {
    const counted = (this.getAttribute("counts") ?? "").split(" ").filter(Boolean).slice(-MOST);
    const bars = counted.map((bar) => bar.split(":")).map(([name, count]) => ({ name, count: Number(count) }));
    const say = ({ name, count }) => `${name}: ${count.toLocaleString(document.documentElement.lang)}`;
    const largest = Math.max(1, ...bars.map(({ count }) => count));
    const every = Math.ceil(bars.length / NAMES);
    const columns = bars.map((bar, at) => {
      const column = element("span", { class: "bar", title: say(bar) });
      column.style.height = `${(100 * bar.count) / largest}%`;
      // From the last one back, so that it has its name.
      const name = (bars.length - 1 - at) % every === 0 ? bar.name : "";
      return element("span", { class: "bar-column" }, element("span", { class: "bar-room" }, column), element("small", {}, name));
    });
    const words = `${this.getAttribute("label")}. ${bars.map(say).join("; ")}`;
    this.replaceChildren(element("div", { class: "bars", role: "img", "aria-label": words }, ...columns));
  }
}

customElements.define("bar-chart", BarChart);
