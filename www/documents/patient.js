// <patient-documents patient="…" clinic="…">: a patient's radiographs and documents, and a viewer for them.

import { date, element, onLanguage, size, speak } from "./words.js";

const SHOWN = ["image/jpeg", "image/png", "image/webp", "image/gif", "image/bmp"];

// Pixels that a key moves a picture by.
const PAN = 80;

// What stands for a document that has no picture.
const ending = (filename) => (/\.([a-z0-9]{1,5})$/i.exec(filename)?.[1] ?? "…").toUpperCase();

class PatientDocuments extends HTMLElement {
  async connectedCallback() {
    this.observer = onLanguage(() => this.draw());
    await this.load();
  }

  disconnectedCallback() {
    this.observer.disconnect();
    clearTimeout(this.timer);
  }

  async load() {
    clearTimeout(this.timer);
    const answer = await fetch(`/api/v1/patients/${this.getAttribute("patient")}/documents?clinic_id=${this.clinic}`).catch(() => null);
    if (!this.isConnected) return;
    const documents = answer?.ok ? (await answer.json()).data : null;
    // What is shown stays; only a patient of whom nothing is known yet needs to be told.
    this.hasFailed = !documents && !this.documents;
    this.documents = documents ?? this.documents;
    await this.draw();
    // Previews are made in the background.
    if (this.documents?.some(({ preview }) => preview === "waiting")) this.timer = setTimeout(() => this.load(), 2000);
  }

  get clinic() {
    return this.getAttribute("clinic");
  }

  address({ id }, rest) {
    return `/api/v1/documents/${id}/${rest}${rest.includes("?") ? "&" : "?"}clinic_id=${this.clinic}`;
  }

  async draw() {
    if (!this.documents?.length && !this.hasFailed) return this.replaceChildren();
    const say = await speak();
    if (this.hasFailed) return this.replaceChildren(this.failure(say));
    const tiles = this.documents.map((document, place) => {
      const shown = document.captured_at ?? document.created_at;
      const picture =
        document.preview === "ready"
          ? element("img", { src: this.address(document, "preview/small"), alt: "", loading: "lazy" })
          : element("span", { class: "document-icon", "aria-hidden": "true" }, ending(document.filename));
      const label = element(
        "span",
        { class: "document-label" },
        element("strong", {}, document.title),
        element("small", { class: "soft" }, `${say(`document-kind-${document.kind}`)} · ${date(shown)}`),
      );
      const attributes = { class: "document", "data-document": document.id, "data-preview": document.preview };
      const tile =
        this.canShow(document)
          ? element("button", { ...attributes, type: "button", "aria-haspopup": "dialog", onclick: () => this.view(place) }, picture, label)
          : element("a", { ...attributes, href: this.address(document, "content?download=true"), download: "" }, picture, label);
      return element("li", {}, tile);
    });
    const focused = this.querySelector(":focus")?.dataset.document;
    this.replaceChildren(
      element(
        "section",
        { class: "card", id: "patient-documents" },
        element(
          "header",
          { class: "card-head" },
          element("h2", {}, say("documents-title")),
          element("span", { class: "soft" }, say("documents-count", { count: this.documents.length })),
        ),
        element("ul", { class: "documents" }, ...tiles),
      ),
    );
    if (focused) this.querySelector(`[data-document="${focused}"]`)?.focus();
  }

  // Radiographs that are not shown must not look like none.
  failure(say) {
    const again = element("button", { type: "button", class: "button", id: "documents-retry", onclick: () => this.load() }, say("documents-retry"));
    return element(
      "section",
      { class: "card", id: "patient-documents" },
      element("header", { class: "card-head" }, element("h2", {}, say("documents-title"))),
      element("div", { class: "alert alert-bad", role: "alert" }, element("div", { class: "alert-body" }, say("documents-failed"))),
      element("div", { class: "actions" }, again),
    );
  }

  canShow(document) {
    // Of a PDF only the first page could be shown: it is downloaded, all of it.
    return document.mime_type !== "application/pdf" && (document.preview === "ready" || SHOWN.includes(document.mime_type));
  }

  async view(place) {
    const say = await speak();
    const shown = this.documents.filter((document) => this.canShow(document));
    let at = shown.indexOf(this.documents[place]);
    const state = {};
    const picture = element("img", { class: "viewer-picture", draggable: "false", alt: "" });
    const stage = element("div", { class: "viewer-stage", id: "viewer-stage" }, picture);
    const heading = element("h2", { id: "viewer-title" });
    const details = element("p", { class: "soft figures", role: "status" });
    const help = element("small", { class: "soft" }, say("document-keys"));
    const download = element("a", { class: "button", id: "viewer-download", download: "" }, say("document-download"));
    const apply = () => {
      picture.style.transform = `translate(${state.x}px, ${state.y}px) scale(${state.zoom})`;
      picture.style.filter = `brightness(${state.brightness}%) contrast(${state.contrast}%)`;
      for (const [name, input] of Object.entries(sliders)) input.value = state[name];
    };
    const zoom = (by) => {
      state.zoom = Math.min(16, Math.max(1, state.zoom * by));
      if (state.zoom === 1) state.x = state.y = 0;
      apply();
    };
    const pan = (x, y) => {
      if (state.zoom === 1) return;
      state.x += x;
      state.y += y;
      apply();
    };
    const reset = () => {
      Object.assign(state, { zoom: 1, x: 0, y: 0, brightness: 100, contrast: 100 });
      apply();
    };
    const slider = (name) => {
      const attributes = { type: "range", min: 20, max: 300, value: 100, id: `viewer-${name}` };
      return element("input", { ...attributes, oninput: ({ target }) => ((state[name] = Number(target.value)), apply()) });
    };
    const sliders = { brightness: slider("brightness"), contrast: slider("contrast") };
    const button = (label, sign, onclick, id) =>
      element("button", { type: "button", class: "button", "aria-label": say(label), title: say(label), id, onclick }, sign);
    const go = (by) => {
      at = (at + by + shown.length) % shown.length;
      const document = shown[at];
      const isOwn = SHOWN.includes(document.mime_type);
      picture.src = this.address(document, isOwn ? "content" : "preview/large");
      picture.alt = document.title;
      heading.textContent = document.title;
      const when = date(document.captured_at ?? document.created_at);
      details.textContent = [say("document-place", { place: at + 1, count: shown.length }), when, size(document.size)].join(" · ");
      download.href = this.address(document, "content?download=true");
      reset();
    };
    const keys = {
      "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), 0: reset,
      ArrowLeft: () => go(-1), ArrowRight: () => go(1),
    };
    // With Shift, a part of the picture that lies beyond the edge comes into sight.
    const pans = { ArrowLeft: [PAN, 0], ArrowRight: [-PAN, 0], ArrowUp: [0, PAN], ArrowDown: [0, -PAN] };
    const dialog = element(
      "dialog",
      {
        class: "viewer",
        id: "viewer",
        "aria-labelledby": "viewer-title",
        onclose: () => dialog.remove(),
        onkeydown: (event) => {
          // Arrows move a slider that has the focus.
          if (event.target.type === "range" && event.key.startsWith("Arrow")) return;
          if (event.shiftKey && pans[event.key]) return event.preventDefault(), pan(...pans[event.key]);
          if (keys[event.key]) (event.preventDefault(), keys[event.key]());
        },
      },
      element("header", {}, element("div", {}, heading, details, help), button("document-close", "✕", () => dialog.close(), "viewer-close")),
      stage,
      element(
        "footer",
        {},
        shown.length > 1 ? button("document-previous", "←", () => go(-1)) : null,
        shown.length > 1 ? button("document-next", "→", () => go(1), "viewer-next") : null,
        button("document-smaller", "−", () => zoom(0.8)),
        button("document-larger", "+", () => zoom(1.25), "viewer-larger"),
        ...Object.entries(sliders).map(([name, input]) => element("label", {}, say(`document-${name}`), input)),
        element("button", { type: "button", class: "button", onclick: reset }, say("document-reset")),
        download,
      ),
    );
    stage.onwheel = (event) => (event.preventDefault(), zoom(event.deltaY < 0 ? 1.1 : 1 / 1.1));
    stage.onpointerdown = (event) => stage.setPointerCapture(event.pointerId);
    stage.onpointermove = (event) => {
      if (stage.hasPointerCapture(event.pointerId)) pan(event.movementX, event.movementY);
    };
    this.append(dialog);
    go(0);
    dialog.showModal();
  }
}

customElements.define("patient-documents", PatientDocuments);
