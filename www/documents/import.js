// <import-files job="…">: which radiographs and documents of an import have arrived, and a way to send the rest from a
// folder of this computer. A worker reads and sends; this shows how far it is. <files-left job="…"> says how much that was.

import { date, element, onLanguage, size, speak } from "./words.js";

const PAGE = 50;
// Milliseconds between two looks: while something moves, and at most.
const SOON = 2_000;
const LATER = 30_000;

// What is being sent, by import. It goes on while one looks at other pages of the app; whichever element shows the import shows it.
const sendings = new Map();
const CHANGED = "files-sending";

const isBusy = (sending) => sending != null && !["done", "failed"].includes(sending.state);

// Leaving the app would end it.
addEventListener("beforeunload", (event) => {
  if ([...sendings.values()].some(isBusy)) event.preventDefault();
});

// What has left this computer of an import, also when its folder was chosen before.
function left(job) {
  const { sent = 0, bytes = 0, before = { files: 0, bytes: 0 } } = sendings.get(job) ?? {};
  return { files: before.files + sent, bytes: before.bytes + bytes };
}

function send(job, path, files, largest) {
  const worker = new Worker("/documents/send.js", { type: "module" });
  const before = left(job);
  const sending = { worker, state: "looking", sent: 0, bytes: 0, files: files.length, missing: 0, failed: 0, before };
  sendings.set(job, sending);
  const change = (data) => {
    Object.assign(sending, data);
    if (!isBusy(sending)) worker.terminate();
    dispatchEvent(new CustomEvent(CHANGED, { detail: job }));
  };
  worker.onmessage = ({ data }) => change(data);
  worker.onerror = () => change({ state: "failed" });
  worker.postMessage({ path, files, largest });
  change({});
}

class ImportFiles extends HTMLElement {
  static observedAttributes = ["job"];

  connectedCallback() {
    this.observer = onLanguage(() => this.draw());
    this.onchanged = ({ detail }) => detail === this.getAttribute("job") && this.sent();
    addEventListener(CHANGED, this.onchanged);
  }

  disconnectedCallback() {
    this.observer?.disconnect();
    removeEventListener(CHANGED, this.onchanged);
    clearTimeout(this.timer);
  }

  attributeChangedCallback() {
    Object.assign(this, { agent: null, counts: null, page: 1, lines: null, drawn: null, wait: SOON });
    this.replaceChildren();
    this.look();
  }

  get path() {
    return `/api/v1/migration_import/jobs/${this.getAttribute("job")}`;
  }

  async look() {
    clearTimeout(this.timer);
    const job = this.getAttribute("job");
    if (!job) return;
    const answer = await fetch(`${this.path}/files/counts`).catch(() => null);
    if (job !== this.getAttribute("job")) return;
    if (answer?.ok) {
      const before = JSON.stringify(this.counts);
      this.counts = (await answer.json()).data;
      this.wait = before === JSON.stringify(this.counts) ? Math.min(LATER, this.wait * 1.3) : SOON;
      if (this.isOpen) await this.list();
      await this.draw();
    }
    const { total, expected, stored } = this.counts ?? { total: 0 };
    const mayChange = total === 0 || expected > 0 || stored > 0;
    if (this.isConnected && mayChange) this.timer = setTimeout(() => this.look(), this.wait);
  }

  async list() {
    const query = `state=expected&order=patient&page=${this.page}&page_size=${PAGE}`;
    const answer = await fetch(`${this.path}/files?${query}`).catch(() => null);
    if (answer?.ok) this.lines = await answer.json();
  }

  get sending() {
    return sendings.get(this.getAttribute("job"));
  }

  sent() {
    this.draw();
    if (this.sending.state === "done") this.look();
  }

  start(files) {
    send(this.getAttribute("job"), this.path, [...files], this.counts.largest);
  }

  pause() {
    this.sending.isPaused = !this.sending.isPaused;
    this.sending.worker.postMessage({ isPaused: this.sending.isPaused });
    this.draw();
  }

  // A token for a program that sends from another computer, in the command to run there.
  async admit() {
    const answer = await fetch(`${this.path}/agent`, { method: "POST" }).catch(() => null);
    const { token, expires_at } = answer?.ok ? (await answer.json()).data : {};
    this.agent = { token, until: expires_at && date(expires_at), hasFailed: !token };
    this.draw();
  }

  // Built once; afterwards only texts and figures change, so that focus and selection stay.
  async draw() {
    const { counts } = this;
    if (!counts?.total) return this.replaceChildren();
    const say = await speak();
    const language = document.documentElement.lang;
    if (this.drawn !== language) {
      this.build(say);
      this.drawn = language;
    }
    const has = (name) => this.querySelector(`#files-${name}`);
    for (const name of ["received", "stored", "expected", "unreadable", "homeless"]) {
      has(name).textContent = counts[name].toLocaleString(language);
      has(name).dataset.value = counts[name];
      has(name).parentElement.hidden = counts[name] === 0 && name !== "received";
    }
    const wanted = counts.total - counts.unreadable - counts.homeless;
    const arrived = counts.received + counts.stored;
    has("progress").max = Math.max(1, wanted);
    has("progress").value = arrived;
    has("lead").textContent = counts.expected
      ? say("files-so-far", { arrived, total: wanted, size: size(counts.expected_bytes) })
      : say("files-all-there");
    has("choose-box").hidden = !counts.expected || this.isBusy;
    has("status").textContent = this.status(say);
    has("pause").hidden = !this.isBusy;
    has("pause").textContent = say(this.sending?.isPaused ? "files-resume" : "files-pause");
    has("missing").hidden = !counts.expected;
    has("agent").hidden = !counts.expected;
    if (this.agent) {
      const { token, until, hasFailed } = this.agent;
      has("command").parentElement.hidden = hasFailed;
      const command = `puente sync --server ${location.origin} --job ${this.getAttribute("job")} --token ${token} --root ${say("files-agent-root")}`;
      if (has("command").textContent !== command) has("command").textContent = command;
      has("agent-status").textContent = hasFailed ? say("files-failed") : say("files-agent-until", { until });
    }
    if (this.lines) {
      const { data, page, page_size, total } = this.lines;
      const rows = data.map(({ patient_name, path }) =>
        element("tr", {}, element("th", { scope: "row", class: "names" }, patient_name ?? "—"), element("td", {}, path)));
      has("lines").replaceChildren(...rows);
      has("before").disabled = page === 1;
      has("after").disabled = page * page_size >= total;
    }
  }

  get isBusy() {
    return isBusy(this.sending);
  }

  get isOpen() {
    return this.querySelector("#files-missing")?.open;
  }

  status(say) {
    const { sending } = this;
    if (!sending) return "";
    const given = { ...sending, size: size(sending.bytes) };
    return say(sending.isPaused && this.isBusy ? "files-paused" : `files-${sending.state}`, given);
  }

  build(say) {
    const figure = (name) =>
      element("div", { class: "fact" }, element("dt", {}, say(`files-${name}`)), element("dd", { id: `files-${name}`, class: "figures" }));
    const choose = element("input", { type: "file", id: "files-folder", class: "visually-hidden", webkitdirectory: true, multiple: true });
    choose.onchange = () => {
      if (choose.files.length) this.start(choose.files);
      // The same folder may be chosen again, and is a change then, too.
      choose.value = "";
    };
    const turn = (by) => async () => {
      this.page += by;
      await this.list();
      this.draw();
    };
    const button = (id, key, onclick) => element("button", { type: "button", class: "button", id, onclick }, say(key));
    const isOpen = this.isOpen;
    this.replaceChildren(
      element(
        "section",
        { class: "card", id: "import-files" },
        element(
          "header",
          { class: "card-head" },
          element("h2", {}, say("files-title")),
          element("a", { href: `${this.path}/files?format=csv&order=patient`, download: "", id: "files-export" }, say("files-export")),
        ),
        element("p", { id: "files-lead" }),
        element("progress", { id: "files-progress", "aria-label": say("files-title") }),
        element("dl", { class: "key-facts key-facts-small" }, ...["received", "stored", "expected", "unreadable", "homeless"].map(figure)),
        element(
          "div",
          { class: "actions", id: "files-choose-box" },
          element("label", { class: "button files-choose" }, say("files-choose"), choose),
          element("span", { class: "soft" }, say("files-choose-help")),
        ),
        element("p", { id: "files-status", role: "status", class: "figures" }),
        element("div", { class: "actions" }, button("files-pause", "files-pause", () => this.pause())),
        element(
          "details",
          { id: "files-missing", open: isOpen, ontoggle: () => this.isOpen && !this.lines && this.list().then(() => this.draw()) },
          element("summary", {}, say("files-missing")),
          element(
            "div",
            { class: "table-frame", role: "region", tabindex: "0", "aria-label": say("files-missing") },
            element(
              "table",
              {},
              element("caption", { class: "visually-hidden" }, say("files-missing")),
              element("thead", {}, element("tr", {}, element("th", { scope: "col" }, say("files-patient")), element("th", { scope: "col" }, say("files-path")))),
              element("tbody", { id: "files-lines" }),
            ),
          ),
          element("div", { class: "actions" }, button("files-before", "files-before", turn(-1)), button("files-after", "files-after", turn(1))),
        ),
        element(
          "details",
          { id: "files-agent" },
          element("summary", {}, say("files-agent")),
          element("p", { class: "soft" }, say("files-agent-help")),
          element("div", { class: "actions" }, button("files-agent-make", "files-agent-make", () => this.admit())),
          element("p", { id: "files-agent-status", role: "status" }),
          element("pre", { class: "command", tabindex: "0", hidden: true }, element("code", { id: "files-command" })),
        ),
      ),
    );
  }
}

// <files-left job="…">: how many of an import's files have left this computer, and their size; nothing before there are any.
class FilesLeft extends HTMLElement {
  connectedCallback() {
    this.observer = onLanguage(() => this.draw());
    this.onchanged = () => this.draw();
    addEventListener(CHANGED, this.onchanged);
    this.draw();
  }

  disconnectedCallback() {
    this.observer?.disconnect();
    removeEventListener(CHANGED, this.onchanged);
  }

  async draw() {
    const say = await speak();
    const { files, bytes } = left(this.getAttribute("job"));
    this.textContent = files ? say("files-left", { files, size: size(bytes) }) : "";
  }
}

customElements.define("import-files", ImportFiles);
customElements.define("files-left", FilesLeft);
