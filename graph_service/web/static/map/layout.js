// Where everything stands. Pure: the same scene gives the same positions, and pinned subjects never move.
// d3-force (vendored, loaded by the page as a classic script) does the pulling; boxes are then pushed apart.

import { units } from "./scene.js";

export const FONT = 13;
export const LINE = 16;
const TICKS = 320;
const GAP = 10;
const BEND = 5; // half the room between two opposite lines

/** The box that a subject and its label need, around its middle. */
export function box(node) {
  const text = Math.max(...node.lines.map(units)) * FONT * 0.5 + 4;
  const half = Math.max(text / 2, node.radius + 12);
  return { left: -half, right: half, top: -node.radius - 12, bottom: node.radius + 9 + node.lines.length * LINE };
}

export function layout(scene, pinned = new Map()) {
  const nodes = scene.nodes.map((node) => ({ id: node.id, node, box: box(node) }));
  const byId = new Map(nodes.map((item) => [item.id, item]));
  placeOnRings(scene, byId);
  for (const item of nodes) pin(item, pinned.get(item.id), item.id === scene.centre && pinned.size === 0);
  run(nodes, scene.links.map((link) => ({ source: link.source, target: link.target, label: link.label, mutual: link.mutual })));
  separate(nodes);
  return new Map(nodes.map((item) => [item.id, { x: Math.round(item.x * 10) / 10, y: Math.round(item.y * 10) / 10 }]));
}

function pin(item, place, atOrigin) {
  if (place) Object.assign(item, { x: place.x, y: place.y, fx: place.x, fy: place.y });
  else if (atOrigin) Object.assign(item, { x: 0, y: 0, fx: 0, fy: 0 });
}

/** Starts from a tree of rings around the centre: subjects of one parent share a sector, so that few lines cross. */
function placeOnRings(scene, byId) {
  const near = new Map(scene.nodes.map((node) => [node.id, []]));
  for (const link of scene.links) {
    near.get(link.source).push(link.target);
    near.get(link.target).push(link.source);
  }
  const children = new Map(scene.nodes.map((node) => [node.id, []]));
  const seen = new Set([scene.centre]);
  const queue = [scene.centre, ...scene.nodes.map((node) => node.id)];
  const roots = [];
  for (const id of queue) grow(id, seen, near, children, roots, scene.centre);
  const all = [...children.get(scene.centre), ...roots];
  children.set(scene.centre, all);
  sector(scene.centre, 0, 2 * Math.PI, 0, children, byId);
}

function grow(start, seen, near, children, roots, centre) {
  if (start !== centre && seen.has(start)) return;
  if (start !== centre) roots.push(start);
  seen.add(start);
  const line = [start];
  while (line.length) {
    const id = line.shift();
    for (const other of near.get(id)) {
      if (seen.has(other)) continue;
      seen.add(other);
      children.get(id).push(other);
      line.push(other);
    }
  }
}

function sector(id, from, to, depth, children, byId) {
  const angle = (from + to) / 2;
  const radius = depth * 190;
  Object.assign(byId.get(id), { x: 1.35 * radius * Math.cos(angle), y: radius * Math.sin(angle) });
  const sizes = children.get(id).map((child) => leaves(child, children));
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  let start = from;
  children.get(id).forEach((child, index) => {
    const end = start + ((to - from) * sizes[index]) / whole;
    sector(child, start, end, depth + 1, children, byId);
    start = end;
  });
}

const leaves = (id, children) => Math.max(1, children.get(id).reduce((sum, child) => sum + leaves(child, children), 0));

function run(nodes, links) {
  const d3 = globalThis.d3;
  const wide = (item) => (item.box.right - item.box.left) / 2;
  const simulation = d3.forceSimulation(nodes)
    .force("link", d3.forceLink(links).id((item) => item.id).distance(distance).strength(0.35))
    .force("charge", d3.forceManyBody().strength(nodes.length > 40 ? -650 : -900).distanceMax(600))
    .force("collide", d3.forceCollide((item) => Math.max(46, wide(item) * 0.85)).iterations(2))
    .force("x", d3.forceX(0).strength(0.04))
    .force("y", d3.forceY(0).strength(0.1))
    .stop();
  simulation.tick(TICKS);
}

/** A line must be long enough for its own words. */
const distance = (link) => 105 + Math.min(110, units(link.label) * 3.6) + (link.mutual ? 70 : 0);

/** Pushes overlapping boxes apart along the shorter way; pinned ones stay. */
function separate(nodes) {
  for (let pass = 0; pass < 120; pass += 1) {
    let moved = false;
    for (let i = 0; i < nodes.length; i += 1) {
      for (let j = i + 1; j < nodes.length; j += 1) moved = part(nodes[i], nodes[j]) || moved;
    }
    if (!moved) return;
  }
}

function part(a, b) {
  const dx = Math.min(a.x + a.box.right, b.x + b.box.right) - Math.max(a.x + a.box.left, b.x + b.box.left) + GAP;
  const dy = Math.min(a.y + a.box.bottom, b.y + b.box.bottom) - Math.max(a.y + a.box.top, b.y + b.box.top) + GAP;
  if (dx <= 0.01 || dy <= 0.01 || (a.fx !== undefined && b.fx !== undefined)) return false;
  const axis = dx < dy ? "x" : "y";
  const sign = (a[axis] < b[axis] || (a[axis] === b[axis] && a.id < b.id) ? 1 : -1) * Math.min(dx, dy);
  const shareOfA = a.fx !== undefined ? 0 : b.fx !== undefined ? 1 : 0.5;
  a[axis] -= sign * shareOfA;
  b[axis] += sign * (1 - shareOfA);
  return true;
}

/** Ends a line at the border of its subjects (below them: at the border of their names), and keeps opposite lines apart. */
export function trim(link, from, to, places) {
  const [start, end] = [places.get(link.source), places.get(link.target)];
  const length = Math.hypot(end.x - start.x, end.y - start.y) || 1;
  const unit = { x: (end.x - start.x) / length, y: (end.y - start.y) / length };
  const aside = link.mutual ? BEND : 0;
  const [a, b] = [border(from, unit.x, unit.y), border(to, -unit.x, -unit.y) + 3];
  return {
    x1: start.x + unit.x * a - unit.y * aside, y1: start.y + unit.y * a + unit.x * aside,
    x2: end.x - unit.x * b - unit.y * aside, y2: end.y - unit.y * b + unit.x * aside,
  };
}

/** How far a subject reaches in a direction. */
function border(node, x, y) {
  const round = (node.person ? node.radius : node.radius / Math.max(Math.abs(x), Math.abs(y))) + (node.ring ? 8 : 3);
  if (y <= 0) return round;
  const area = box(node);
  const below = (area.bottom + 2) / y;
  return Math.abs(x * below) < area.right - 4 ? Math.max(round, below) : round;
}

/** Chooses for each label the free place nearest to the middle of its line; a label without a free place is `quiet`. */
export function placeLabels(scene, places) {
  const taken = scene.nodes.map((node) => shifted(box(node), places.get(node.id)));
  const result = new Map();
  const ordered = [...scene.links, ...scene.leads].sort((a, b) => rank(a) - rank(b) || (a.key < b.key ? -1 : 1));
  for (const link of ordered) {
    const spot = freeSpot(link, scene, places, taken);
    if (!spot.quiet) taken.push(spot.area);
    result.set(link.key, { x: spot.x, y: spot.y, quiet: spot.quiet });
  }
  return result;
}

const rank = (link) => ["representative", "owns", "practitioner", "branch", "office", "lead"].indexOf(link.kind) + (link.former ? 5 : 0);

function freeSpot(link, scene, places, taken) {
  const byId = new Map(scene.nodes.map((node) => [node.id, node]));
  const ends = trim(link, byId.get(link.source), byId.get(link.target), places);
  const [from, to] = [{ x: ends.x1, y: ends.y1 }, { x: ends.x2, y: ends.y2 }];
  const half = { x: units(link.label) * 2.9 + 3, y: 8 };
  let fallback = null;
  for (const part of link.mutual ? [0.36, 0.28, 0.44, 0.5] : [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18]) {
    const spot = { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
    const area = shifted({ left: -half.x, right: half.x, top: -half.y, bottom: half.y }, spot);
    fallback ??= { ...spot, area, quiet: true };
    if (!taken.some((other) => overlap(area, other))) return { ...spot, area, quiet: false };
  }
  return fallback;
}

const shifted = (area, at) => ({ left: area.left + at.x, right: area.right + at.x, top: area.top + at.y, bottom: area.bottom + at.y });
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** The box around everything, with room for rings and badges. */
export function bounds(scene, places) {
  const areas = scene.nodes.map((node) => shifted(box(node), places.get(node.id)));
  const left = Math.min(...areas.map((area) => area.left)) - 20;
  const top = Math.min(...areas.map((area) => area.top)) - 20;
  return {
    x: left, y: top,
    width: Math.max(...areas.map((area) => area.right)) + 20 - left,
    height: Math.max(...areas.map((area) => area.bottom)) + 20 - top,
  };
}
