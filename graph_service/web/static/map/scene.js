// What is to be drawn: subjects with shape, ring and badges, and one line for each pair. No DOM, no positions.
// Nothing is decided here: statuses come from the server; days are only compared.

import { said, text } from "./texts.js";

const RINGS = ["punished", "reached", "pending", "review"];
const BADGES = {
  zh: { punished: "罚", reached: "责", pending: "待", review: "审", on_record: "案", conflict: "冲", licensed: "证" },
  en: { punished: "P", reached: "R", pending: "D", review: "?", on_record: "§", conflict: "C", licensed: "L" },
};
const LINE_UNITS = 20; // widest line of a label; a Chinese character counts 2
const MAX_LINES = 3;

export const units = (string) => [...string].reduce((sum, char) => sum + (char.codePointAt(0) > 0x2e7f ? 2 : 1.1), 0);

/** Wraps a name into at most three lines of equal length; what does not fit ends in an ellipsis (the panel has it whole). */
export function wrap(name) {
  const total = units(name);
  const count = Math.min(MAX_LINES, Math.max(1, Math.ceil(total / LINE_UNITS)));
  const target = Math.min(LINE_UNITS, Math.ceil(total / count) + 1);
  const lines = [""];
  for (const char of name) {
    // The last line expected may run over a little, rather than leave one character alone.
    const limit = lines.length >= count ? LINE_UNITS + 3 : target + 0.5;
    if (units(lines.at(-1)) + units(char) > limit) {
      if (lines.length === MAX_LINES) { lines[MAX_LINES - 1] = lines[MAX_LINES - 1].slice(0, -1) + "…"; break; }
      // An opening bracket belongs to what it opens.
      const carried = /[（(]$/.test(lines.at(-1)) ? lines.at(-1).slice(-1) : "";
      if (carried) lines[lines.length - 1] = lines.at(-1).slice(0, -1);
      lines.push(carried);
    }
    lines[lines.length - 1] += char;
  }
  return lines.map((line) => line.trim()).filter(Boolean);
}

export function buildScene(map, lang) {
  const links = mergeLinks(map.relationships, lang);
  const degree = new Map();
  for (const link of links) for (const id of [link.source, link.target]) degree.set(id, (degree.get(id) ?? 0) + 1);
  const nodes = map.subjects.map((subject) => toNode(subject, map.centre, degree.get(subject.id) ?? 0, lang));
  return { centre: map.centre, nodes, links, leads: toLeads(map, lang) };
}

/** Leads between subjects that are drawn: lines of their own, which count nowhere and place nobody. */
function toLeads(map, lang) {
  const drawn = new Set(map.subjects.map((subject) => subject.id));
  return (map.leads ?? []).filter((lead) => drawn.has(lead.one) && drawn.has(lead.other)).map((lead) => ({
    key: lead.id, source: lead.one, target: lead.other, kind: "lead", former: false, mutual: true, directed: lead.kind === "nominee",
    label: leadWords(lead, lang),
  }));
}

/** What is suspected, and that an officer has it. */
export function leadWords(lead, lang) {
  const submitted = lead.state === "submit" ? `${lang === "zh" ? "，" : ", "}${said(lead.state_words)}` : "";
  return said(lead.words) + submitted;
}

function toNode(subject, centre, degree, lang) {
  const ring = RINGS.find((status) => subject.statuses.includes(status)) ?? null;
  const lines = wrap(subject.name);
  const isCentre = subject.id === centre;
  return {
    id: subject.id, name: subject.name, lines, degree, ring, isCentre, hidden: subject.hidden,
    person: subject.kind === "person", licensed: subject.licensed, certified: subject.licensed || subject.holds_licence,
    conflict: subject.statuses.includes("conflict"),
    mark: ring ?? (subject.statuses.includes("on_record") ? "on_record" : null),
    badge: BADGES[lang][ring ?? (subject.statuses.includes("on_record") ? "on_record" : "")] ?? null,
    conflictBadge: BADGES[lang].conflict, licensedBadge: BADGES[lang].licensed,
    radius: isCentre ? 24 : 17,
    label: ariaLabel(subject),
  };
}

function ariaLabel(subject) {
  const parts = [said(subject.type_words), subject.name, ...subject.statuses.map((status) => text(status))];
  if (subject.confirmed === false) parts.push(text("unconfirmed"));
  if (subject.hidden) parts.push(text("hidden", { n: subject.hidden }));
  return parts.join("，");
}

/** One line for each ordered pair of subjects; offices and holdings between them share it. */
function mergeLinks(relationships, lang) {
  const pairs = new Map();
  for (const one of relationships) {
    if (one.source === one.target) continue;
    const key = `${one.source}→${one.target}`;
    if (!pairs.has(key)) pairs.set(key, { key, source: one.source, target: one.target, items: [] });
    pairs.get(key).items.push(one);
  }
  const mutual = (pair) => pairs.has(`${pair.target}→${pair.source}`);
  return [...pairs.values()].map((pair) => ({ ...pair, mutual: mutual(pair), ...looks(pair.items, lang) }));
}

function looks(items, lang) {
  const current = items.filter((item) => !item.former);
  const shown = current.length ? current : items;
  const kinds = new Set(shown.map(kindOf));
  const kind = ["representative", "owns", "practitioner", "branch"].find((name) => kinds.has(name)) ?? "office";
  const share = Math.max(0, ...shown.map((item) => item.share ?? 0));
  const former = current.length === 0;
  const words = new Set(shown.map((item) => (former ? text("former") : "") + shortWords(item)));
  // Whoever has left this office is what an investigator looks for first, even if the person is still tied to the firm.
  const left = items.find((item) => item.former && item.role === "legal_representative");
  if (left && !former) words.add(text("former") + said(left.words));
  const width = kind === "owns" ? 1.2 + 2.6 * share : undefined;
  return { kind, former, width, label: [...words].join(lang === "zh" ? "、" : ", ") };
}

function kindOf(item) {
  if (item.type === "OWNS") return "owns";
  if (item.type === "BRANCH_OF") return "branch";
  if (item.role === "legal_representative") return "representative";
  return item.role === "registered_practitioner" ? "practitioner" : "office";
}

/** On a line a share is its number alone. */
function shortWords(item) {
  const whole = said(item.words);
  return item.type === "OWNS" ? whole.replace(/^(持股|holds) (?=\d)/, "") : whole;
}

/** Adds what an expansion brought to a map; what is already there keeps its place in the order. */
export function mergeMaps(map, more) {
  const known = new Set(map.subjects.map((subject) => subject.id));
  const facts = new Set(map.relationships.map((one) => one.fact));
  const fresh = more.subjects.filter((subject) => !known.has(subject.id));
  const replaced = new Map(more.subjects.map((subject) => [subject.id, subject]));
  const subjects = map.subjects.map((subject) => fewerHidden(subject, replaced.get(subject.id)));
  return {
    ...map,
    subjects: [...subjects, ...fresh],
    relationships: [...map.relationships, ...more.relationships.filter((one) => !facts.has(one.fact))],
    events: { ...map.events, ...more.events },
    leads: more.leads ? [...new Map([...(map.leads ?? []), ...more.leads].map((lead) => [lead.id, lead])).values()] : map.leads,
    leads_truncated: map.leads_truncated || more.leads_truncated,
  };
}

function fewerHidden(subject, other) {
  return other ? { ...subject, hidden: Math.min(subject.hidden, other.hidden) } : subject;
}
