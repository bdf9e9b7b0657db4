// Starts the page: reads the map, draws it, and joins picture, keyboard and panel.

import { savePng, saveSvg } from "./export.js";
import { Keys } from "./keys.js";
import { layout } from "./layout.js";
import { Panel } from "./panel.js";
import { Picture } from "./render.js";
import { buildScene, mergeMaps } from "./scene.js";
import { language, text } from "./texts.js";

const STEP = 20; // subjects that one expansion may add

class MapPage {
  constructor(host) {
    this.subject = host.dataset.subject;
    this.on = host.dataset.on;
    this.svg = host.querySelector("svg");
    this.status = document.querySelector("#map-status");
    this.selected = null;
    this.leads = false;
    this.readings = []; // what was read so far: subject and most subjects
    const actions = {
      open: (id) => this.open(id), clear: () => this.clear(), expand: (id) => this.expand(id), fit: () => this.picture.fit(),
      centre: (id) => `/subjects/${encodeURIComponent(id)}?on=${this.on}`,
    };
    this.picture = new Picture(this.svg, actions.expand);
    this.panel = new Panel(document.querySelector("#panel"), actions);
    this.keys = new Keys(this.picture, actions);
    this.svg.addEventListener("click", (event) => {
      const subject = event.target.closest(".subject");
      if (subject) this.open(subject.dataset.id, false);
    });
    document.querySelector("#panel").addEventListener("keydown", (event) => { if (event.key === "Escape") this.clear(); });
    for (const button of document.querySelectorAll("[data-action]")) button.addEventListener("click", () => this.tool(button));
    globalThis.addEventListener("resize", () => this.picture.fit());
  }

  async start() {
    this.say(text("loading"));
    try {
      this.map = await this.read(this.subject, Number(document.querySelector("#map").dataset.limit));
    } catch {
      this.say(`${text("failed")} ${text("retry")}`);
      document.querySelector("#map").dataset.state = "failed";
      return;
    }
    this.redraw();
    this.picture.fit();
    this.panel.overview();
    this.say("");
    document.querySelector("#map").dataset.state = "drawn";
  }

  async read(id, limit) {
    const answer = await fetch(`/v1/subjects/${encodeURIComponent(id)}/map?on=${this.on}&limit=${limit}&leads=${this.leads}`);
    if (!answer.ok) throw new Error(String(answer.status));
    this.readings.push([id, limit]);
    return answer.json();
  }

  /** Draws leads too, or no longer: they are read when they are wanted, and move nobody. */
  async toggleLeads(button) {
    this.leads = !this.leads;
    const readings = this.leads ? await Promise.all(this.readings.splice(0).map(([id, limit]) => this.read(id, limit))) : [];
    this.map = readings.reduce(mergeMaps, { ...this.map, leads: null });
    button.setAttribute("aria-pressed", String(this.leads));
    this.redraw(this.places);
    if (this.selected) this.open(this.selected, false);
    else this.picture.emphasize(null);
    this.say(this.leads ? text("leadsShown", { n: this.picture.scene.leads.length }) : text("leadsHidden"));
  }

  redraw(pinned = new Map()) {
    const scene = buildScene(this.map, language());
    this.places = layout(scene, pinned);
    this.panel.setMap(this.map);
    this.picture.draw(scene, this.places);
    this.keys.moveTo(this.keys.current ?? this.map.centre, false);
  }

  open(id, focus = true) {
    this.selected = id;
    this.picture.emphasize(id);
    this.keys.moveTo(id, false);
    this.panel.show(id);
    this.say(text("selected", { name: this.panel.subjects.get(id).name }));
    if (focus) document.querySelector("#panel h2").focus();
  }

  /** Shows everything again and gives the focus back to the map. */
  clear() {
    const last = this.selected;
    this.selected = null;
    this.picture.emphasize(null);
    this.panel.overview();
    if (last) this.keys.moveTo(last);
  }

  async expand(id) {
    const before = this.map.subjects.length;
    this.map = mergeMaps(this.map, await this.read(id, STEP));
    if (this.map.subjects.length === before) { this.say(text("nothingExtra")); return; }
    this.redraw(this.places);
    this.picture.fit();
    this.open(id, false);
  }

  tool(button) {
    const actions = {
      in: () => this.picture.zoom(1.3), out: () => this.picture.zoom(1 / 1.3), fit: () => this.picture.fit(),
      leads: () => this.toggleLeads(button),
      svg: () => saveSvg(this.picture, this.subject), png: () => savePng(this.picture, this.subject),
    };
    actions[button.dataset.action]();
  }

  say(words) {
    this.status.textContent = words;
  }
}

new MapPage(document.querySelector("#map")).start();
