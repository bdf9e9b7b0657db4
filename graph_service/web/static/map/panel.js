// The panel beside the map: who is reached, and for one subject each rule with its clauses, article and source rows.
// All text is set as text.

import { leadWords } from "./scene.js";
import { language, said, text } from "./texts.js";

const GROUPS = ["punished", "reached", "pending", "review", "conflict", "on_record", "not_affected"];
const SIGNS = new Map([[true, ["✓", "holds"]], [false, ["✗", "fails"]], [null, ["?", "unknown"]]]);

export function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

const chip = (status) => make("span", { class: `chip ${status}` }, text(status));
const term = (name, value) => (value ? [make("dt", {}, name), make("dd", {}, value)] : []);
const sourceUrl = (fact) => `/sources/${encodeURIComponent(fact)}`;

export class Panel {
  /** `actions`: open(id), clear(), expand(id), centre(id). */
  constructor(root, actions) {
    this.root = root;
    this.actions = actions;
  }

  setMap(map) {
    this.map = map;
    this.subjects = new Map(map.subjects.map((subject) => [subject.id, subject]));
    this.relationships = new Map(map.relationships.map((one) => [one.fact, one]));
  }

  /** Shows who is reached, by status. */
  overview() {
    const { map } = this;
    const counts = text("considered", { n: map.subjects.length, m: map.relationships.length });
    this.root.replaceChildren(
      make("h2", { tabindex: "-1" }, text("overview")),
      make("p", { class: "quiet" }, counts),
      map.truncated ? make("p", { class: "note" }, text("truncated", { n: map.subjects.length })) : "",
      map.leads_truncated ? make("p", { class: "note" }, text("leadsTruncated")) : "",
      map.complete === false ? make("p", { class: "note" }, text("incomplete")) : "",
      ...GROUPS.map((status) => this.group(status)).filter(Boolean),
    );
  }

  group(status) {
    const members = this.map.subjects.filter((subject) => (status === "conflict" ? subject.statuses.includes(status) : subject.status === status));
    if (!members.length) return null;
    const people = members.map((subject) => make("li", {}, this.link(subject.id), this.headline(subject, status)));
    return make("section", { class: "group" }, make("h3", {}, chip(status), ` ${members.length}`), make("ul", { class: "people" }, people));
  }

  headline(subject, status) {
    const found = subject.outcomes.find((outcome) => outcome.status === status);
    const decision = Object.values(this.map.events).find((event) => event.subject === subject.id);
    if (status === "on_record" && decision) return make("span", { class: "quiet" }, eventWords(decision));
    if (status === "conflict") return make("span", { class: "quiet" }, this.conflictWords(subject.conflicts[0]));
    return found ? make("span", { class: "quiet" }, [said(found.role_words), said(found.why)].filter(Boolean).join(" · ")) : null;
  }

  link(id) {
    const subject = this.subjects.get(id);
    if (!subject) return make("span", {}, id);
    const button = make("button", { type: "button", class: "link" }, subject.name);
    button.addEventListener("click", () => this.actions.open(id));
    return button;
  }

  /** Shows one subject. */
  show(id) {
    const subject = this.subjects.get(id);
    const back = make("button", { type: "button", class: "link back" }, `‹ ${text("backToAll")}`);
    back.addEventListener("click", () => this.actions.clear());
    this.root.replaceChildren(
      back,
      make("p", { class: "chips" }, make("span", { class: "chip kind" }, said(subject.type_words)), ...subject.statuses.map(chip)),
      make("h2", { tabindex: "-1" }, subject.name),
      this.identity(subject),
      this.buttons(subject),
      ...subject.conflicts.map((conflict) => make("p", { class: "note conflict" }, this.conflictWords(conflict))),
      ...this.decisions(id),
      make("h3", {}, text("outcomes")),
      ...(subject.outcomes.length ? subject.outcomes.map((outcome, index) => this.outcome(outcome, index === 0)) : [make("p", { class: "quiet" }, text("noOutcome"))]),
      make("h3", {}, text("relations")),
      this.relations(id),
      ...this.leads(id),
      ...entries(subject),
    );
    this.root.scrollTop = 0;
  }

  identity(subject) {
    return make("dl", { class: "facts" },
      term(text("code"), subject.uscc),
      term(text("maskedId"), subject.masked_id ?? (subject.confirmed === false ? text("unconfirmed") : "")),
      subject.uscc ? "" : term(text("key"), subject.id));
  }

  /** Decisions against the subject itself, whether or not a rule makes something of them. */
  decisions(id) {
    const own = Object.values(this.map.events).filter((event) => event.subject === id);
    if (!own.length) return [];
    const items = own.map((event) => make("li", {}, make("span", {}, eventWords(event)),
      event.source ? make("a", { href: sourceUrl(event.source.fact), class: "source" }, `${event.source.source_file} · ${text("row", { n: event.source.source_row })}`) : ""));
    return [make("h3", {}, text("decisions")), make("ul", { class: "people" }, items)];
  }

  buttons(subject) {
    const row = make("p", { class: "buttons" });
    if (subject.id !== this.map.centre) row.append(make("a", { class: "button", href: this.actions.centre(subject.id) }, text("centreHere")));
    if (subject.hidden) {
      const more = make("button", { type: "button", class: "button", title: text("hidden", { n: subject.hidden }) }, `${text("expand")}（+${subject.hidden}）`);
      more.addEventListener("click", () => this.actions.expand(subject.id));
      row.append(more);
    }
    return row;
  }

  conflictWords(conflict) {
    return text("conflictText", { who: conflict.person_name, org: conflict.org_name, post: said(conflict.post_words) });
  }

  outcome(outcome, open) {
    const reached = outcome.status !== "not_affected";
    return make("details", { class: `outcome ${outcome.status}`, open },
      make("summary", {}, chip(outcome.status), make("strong", {}, outcome.rule_title), make("code", {}, outcome.rule)),
      make("p", { class: "why" }, make("b", {}, reached ? text("why") : text("whyNot")), ` ${said(outcome.why)}`),
      this.terms(outcome),
      clauseTable(outcome.clauses),
      ...outcome.articles.map(article),
      this.sources(outcome));
  }

  terms(outcome) {
    const event = this.map.events[outcome.event];
    const end = outcome.lifetime ? text("lifetime") : outcome.last_day ?? text("open");
    return make("dl", { class: "facts" },
      term(text("decision"), event ? eventWords(event) : outcome.event),
      term(text("authority"), event?.office),
      term(text("role"), said(outcome.role_words)),
      term(text("measure"), [outcome.measure_name, ...outcome.measures.map((one) => said(one.name))].join("；")),
      ...outcome.remarks.map((remark) => term(text("remark"), said(remark))),
      term(text("term"), outcome.first_day ? text("interval", { a: outcome.first_day, b: end }) : ""),
      term(text("early"), outcome.early_removal_from),
      term(text("version"), outcome.version));
  }

  /** The rows that the verdict rests on: the office or finding, and the decision itself. */
  sources(outcome) {
    const decision = this.map.events[outcome.event]?.source;
    const found = [...outcome.sources, ...(decision ? [decision] : [])].filter((one, index, all) => all.findIndex((other) => other.fact === one.fact) === index);
    if (!found.length) return null;
    return make("ul", { class: "sources" }, found.map((source) => {
      const held = this.relationships.get(source.fact);
      const what = held ? `${said(held.words)}（${said(held.days)}）` : "";
      const row = `${source.source_file} · ${text("row", { n: source.source_row })}`;
      return make("li", {}, what, make("a", { href: sourceUrl(source.fact), class: "source" }, row));
    }));
  }

  relations(id) {
    const own = this.map.relationships.filter((one) => one.source === id || one.target === id);
    own.sort((a, b) => a.former - b.former || (a.start ?? "").localeCompare(b.start ?? ""));
    return make("ul", { class: "relations" }, own.map((one) => make("li", { class: one.former ? "former" : "" },
      make("span", { class: "what" }, (one.former ? text("former") : "") + said(one.words)),
      this.link(one.source === id ? one.target : one.source),
      make("span", { class: "quiet" }, said(one.days)),
      make("a", { href: sourceUrl(one.fact), class: "source", "aria-label": text("sourceOf") }, text("source")))));
  }

  /** What an investigator suspects, while leads are shown: apart from the relationships, with what was done about it. */
  leads(id) {
    const own = (this.map.leads ?? []).filter((lead) => lead.one === id || lead.other === id);
    if (!own.length) return [];
    const items = own.map((lead) => make("li", {},
      make("span", { class: "what" }, leadWords(lead, language())),
      this.link(lead.one === id ? lead.other : lead.one),
      make("span", { class: "quiet" }, `${lead.id} · ${lead.source}`)));
    return [make("h3", {}, text("leads")), make("ul", { class: "relations leads" }, items)];
  }
}

/** Former names, licences, honours; and what is for reference only, which says so. */
function entries(subject) {
  if (!subject.entries.length) return [];
  const items = subject.entries.map((entry) => make("li", { class: entry.former ? "former" : "" },
    make("span", { class: "what" }, said(entry.words)),
    make("span", {}, [entry.title, said(entry.detail)].filter(Boolean).join(" · "), entry.mark ? make("span", { class: "chip kind" }, said(entry.mark)) : ""),
    make("span", { class: "quiet" }, said(entry.days)),
    make("a", { href: sourceUrl(entry.fact), class: "source", "aria-label": text("sourceOf") }, text("source"))));
  return [make("h3", {}, text("entries")), make("ul", { class: "relations entries" }, items)];
}

function eventWords(event) {
  const { decision_date: decided, listing_date: listed } = event.days;
  const days = [decided && `${text("decisionDate")} ${decided}`, listed && `${text("listingDate")} ${listed}`];
  return [said(event.words), event.document, ...days].filter(Boolean).join(" · ");
}

/** What fails stands first; what holds or does not apply folds up behind its number. */
function clauseTable(clauses) {
  const of = (verdict) => clauses.filter((clause) => clause.holds === verdict);
  const [failed, held, untested] = [of(false), of(true), of(null)];
  const summary = failed.length || untested.length ? "held" : "heldAll";
  return make("div", { class: "clauses" },
    failed.length ? table(failed) : "",
    held.length ? make("details", { open: failed.length === 0 }, make("summary", {}, text(summary, { n: held.length })), table(held)) : "",
    untested.length ? make("details", {}, make("summary", {}, text("untested", { n: untested.length })), table(untested)) : "");
}

function table(clauses) {
  const head = make("thead", {}, make("tr", {}, make("th", { scope: "col" }, text("verdict")), make("th", { scope: "col" }, text("clause"))));
  const rows = clauses.map((clause) => {
    const [sign, word] = SIGNS.get(clause.holds);
    const verdict = make("td", { class: `sign ${word}` }, make("span", { "aria-hidden": "true" }, sign), make("span", { class: "sr" }, text(word)));
    const facts = clause.facts.length ? make("span", { class: "quiet" }, ` ${clause.facts.join("；")}`) : "";
    return make("tr", { class: word }, verdict, make("td", {}, said(clause.words), facts));
  });
  return make("table", { class: "clause-table" }, head, make("tbody", {}, rows));
}

function article(basis) {
  const title = make("cite", {}, `${basis.instrument} ${basis.article}`);
  const checked = basis.verified_words ? make("span", { class: "quiet" }, ` ${said(basis.verified_words)}`) : "";
  return make("figure", { class: "article" }, make("figcaption", {}, title, checked), basis.quote ? make("blockquote", { lang: "zh" }, basis.quote) : "");
}
