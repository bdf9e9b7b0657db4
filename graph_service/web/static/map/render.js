// Draws a scene as SVG. Every subject is a real element with a name of its own; text is set as text, never as markup.

import { LINE, bounds, placeLabels, trim } from "./layout.js";

const SVG = "http://www.w3.org/2000/svg"; // the namespace's name; nothing is loaded from it
const TOOLS = 50; // height of the row of tools
const PERSON = "M0,-8 a4.6,4.6 0 1,1 -0.01,0 M-8.2,9 a8.2,8 0 0,1 16.4,0 z";
const BUILDING = "M-6.5,8.5 v-15.5 h8 v5 h5 v10.5 z";
const WINDOWS = "M-4,-4 h1.6 v1.8 h-1.6z M-0.8,-4 h1.6 v1.8 h-1.6z M-4,-0.6 h1.6 v1.8 h-1.6z M-0.8,-0.6 h1.6 v1.8 h-1.6z "
  + "M-4,2.8 h1.6 v1.8 h-1.6z M-0.8,2.8 h1.6 v1.8 h-1.6z M3,1 h1.6 v1.8 h-1.6z M3,4.4 h1.6 v1.8 h-1.6z";

export function element(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(key, String(value));
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

export class Picture {
  /** Draws into `svg`; `onExpand` is called with the id of a subject whose "+N" pill is pressed. */
  constructor(svg, onExpand) {
    this.svg = svg;
    this.onExpand = onExpand;
    this.view = { x: 0, y: 0, scale: 1 };
    this.drag = null;
    this.listenToPointer();
  }

  draw(scene, places) {
    this.scene = scene;
    this.places = places;
    const labels = placeLabels(scene, places);
    this.lines = [...scene.links, ...scene.leads];
    const byId = new Map(scene.nodes.map((node) => [node.id, node]));
    this.root = element("g", { class: "root" },
      element("g", { class: "lines" }, ...this.lines.map((link) => this.line(link, byId))),
      element("g", { class: "line-labels" }, ...this.lines.map((link) => lineLabel(link, labels.get(link.key)))),
      element("g", { class: "subjects" }, ...scene.nodes.map((node) => this.subject(node))));
    this.svg.replaceChildren(arrows(), this.root);
    this.applyView();
  }

  line(link, byId) {
    const ends = trim(link, byId.get(link.source), byId.get(link.target), this.places);
    const kind = `line ${link.kind}${link.former ? " former" : ""}`;
    return element("line", { ...ends, class: kind, "data-key": link.key, "stroke-width": link.width, "marker-end": link.directed === false ? null : `url(#arrow-${link.kind})` });
  }

  subject(node) {
    const { x, y } = this.places.get(node.id);
    const kind = node.person ? (node.licensed ? "practitioner" : "person") : "organization";
    const group = element("g", {
      class: `subject ${kind}${node.isCentre ? " centre" : ""}${node.ring ? ` ring-${node.ring}` : ""}`,
      transform: `translate(${x},${y})`, "data-id": node.id, role: "button", tabindex: "-1", "aria-label": node.label,
    }, ...shape(node), ...badges(node), name(node));
    if (node.hidden) group.append(this.pill(node));
    return group;
  }

  pill(node) {
    const words = `+${node.hidden}`;
    const width = 12 + words.length * 7;
    const pill = element("g", { class: "pill", transform: `translate(${node.radius + (node.ring ? 9 : 4)},3)` },
      element("rect", { x: 0, y: -9, width, height: 18, rx: 9 }), label(words, width / 2, 4));
    pill.addEventListener("click", (event) => { event.stopPropagation(); this.onExpand(node.id); });
    return pill;
  }

  subjectElement(id) {
    return this.root.querySelector(`[data-id="${CSS.escape(id)}"]`);
  }

  /** Keeps what belongs to the subject at full strength and pales the rest; `null` shows everything alike. */
  emphasize(id) {
    const near = new Set([id]);
    for (const link of this.lines) {
      if (link.source === id) near.add(link.target);
      if (link.target === id) near.add(link.source);
    }
    this.svg.classList.toggle("focused", id !== null);
    for (const one of this.root.querySelectorAll(".subject")) {
      one.classList.toggle("near", near.has(one.dataset.id));
      one.classList.toggle("selected", one.dataset.id === id);
      one.setAttribute("aria-pressed", String(one.dataset.id === id));
    }
    const own = new Set(this.lines.filter((link) => link.source === id || link.target === id).map((link) => link.key));
    for (const one of this.root.querySelectorAll("[data-key]")) one.classList.toggle("near", own.has(one.dataset.key));
  }

  /** Shows everything, below the row of tools. */
  fit() {
    const area = bounds(this.scene, this.places);
    const { width, height } = this.svg.getBoundingClientRect();
    const room = height - TOOLS;
    const scale = Math.min(1.25, width / area.width, room / area.height);
    const middle = { x: area.x + area.width / 2, y: area.y + area.height / 2 };
    this.view = { scale, x: width / 2 - middle.x * scale, y: TOOLS + room / 2 - middle.y * scale };
    this.applyView();
  }

  /** Zooms around a point of the picture; its middle when none is given. */
  zoom(factor, at) {
    const { width, height } = this.svg.getBoundingClientRect();
    const point = at ?? { x: width / 2, y: height / 2 };
    const scale = Math.min(4, Math.max(0.15, this.view.scale * factor));
    const ratio = scale / this.view.scale;
    this.view = { scale, x: point.x - (point.x - this.view.x) * ratio, y: point.y - (point.y - this.view.y) * ratio };
    this.applyView();
  }

  /** Brings a subject into sight when it stands outside. */
  reveal(id) {
    const { width, height } = this.svg.getBoundingClientRect();
    const place = this.places.get(id);
    const [x, y] = [place.x * this.view.scale + this.view.x, place.y * this.view.scale + this.view.y];
    if (x > 40 && x < width - 40 && y > 40 && y < height - 40) return;
    this.view = { ...this.view, x: this.view.x + width / 2 - x, y: this.view.y + height / 2 - y };
    this.applyView();
  }

  applyView() {
    this.root?.setAttribute("transform", `translate(${this.view.x},${this.view.y}) scale(${this.view.scale})`);
    this.svg.classList.toggle("close", this.view.scale > 1.3);
    this.svg.classList.toggle("far", this.view.scale < 0.65);
  }

  listenToPointer() {
    this.svg.addEventListener("wheel", (event) => {
      event.preventDefault();
      const frame = this.svg.getBoundingClientRect();
      this.zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, { x: event.clientX - frame.left, y: event.clientY - frame.top });
    }, { passive: false });
    this.svg.addEventListener("pointerdown", (event) => {
      if (!event.target.closest(".subject")) this.drag = { x: event.clientX, y: event.clientY, view: { ...this.view } };
    });
    globalThis.addEventListener("pointermove", (event) => {
      if (!this.drag) return;
      const { x, y, view } = this.drag;
      this.view = { ...view, x: view.x + event.clientX - x, y: view.y + event.clientY - y };
      this.applyView();
    });
    globalThis.addEventListener("pointerup", () => { this.drag = null; });
  }
}

function arrows() {
  const kinds = ["representative", "owns", "practitioner", "branch", "office", "lead"];
  return element("defs", {}, ...kinds.map((kind) => element("marker", {
    id: `arrow-${kind}`, class: `arrow ${kind}`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8,
    orient: "auto", markerUnits: "userSpaceOnUse",
  }, element("path", { d: "M0,0.6 L8,4 L0,7.4 z" }))));
}

function label(words, x, y, attributes = {}) {
  const made = element("text", { x, y, "text-anchor": "middle", ...attributes });
  made.textContent = words;
  return made;
}

const lineLabel = (link, at) =>
  label(link.label, at.x, at.y + 4, { class: `line-label ${link.kind}${at.quiet ? " quiet" : ""}${link.former ? " former" : ""}`, "data-key": link.key });

function outline(node, grow, attributes) {
  const size = node.radius + grow;
  return node.person
    ? element("circle", { r: size, ...attributes })
    : element("rect", { x: -size, y: -size, width: 2 * size, height: 2 * size, rx: 5 + grow / 2, ...attributes });
}

function shape(node) {
  const icon = `scale(${(node.radius / 16).toFixed(3)})`;
  return [
    outline(node, 10, { class: "focus-outer" }),
    outline(node, 8, { class: "focus-inner" }),
    node.ring ? outline(node, 5, { class: "ring" }) : null,
    outline(node, 0, { class: "body" }),
    element("path", { class: "icon", d: node.person ? PERSON : BUILDING, transform: icon }),
    node.person ? null : element("path", { class: "windows", d: WINDOWS, transform: icon }),
  ].filter(Boolean);
}

function badges(node) {
  const made = [];
  if (node.badge) made.push(badge(node.badge, node.radius + 3, -node.radius - 3, node.mark));
  if (node.conflict) made.push(badge(node.conflictBadge, -node.radius - 3, -node.radius - 3, "conflict"));
  if (node.certified) made.push(badge(node.licensedBadge, -node.radius - 3, node.radius - 2, "licensed"));
  return made;
}

function badge(words, x, y, kind) {
  return element("g", { class: `badge ${kind}`, transform: `translate(${x},${y})` },
    element("rect", { x: -9, y: -9, width: 18, height: 18, rx: 4 }), label(words, 0, 4));
}

function name(node) {
  const top = node.radius + (node.ring ? 22 : 18);
  const made = element("text", { class: "name", "text-anchor": "middle" });
  node.lines.forEach((line, index) => {
    const span = element("tspan", { x: 0, y: top + index * LINE });
    span.textContent = line;
    made.append(span);
  });
  return made;
}
