// Keyboard: the map is one tab stop; arrows go to the nearest subject in that direction, Enter opens, Esc clears.

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The nearest subject in a direction; what lies aside counts as farther. `null` when there is none. */
export function nearest(places, id, [dx, dy]) {
  const here = places.get(id);
  let best = null;
  for (const [other, place] of places) {
    const along = (place.x - here.x) * dx + (place.y - here.y) * dy;
    const aside = Math.abs((place.x - here.x) * dy) + Math.abs((place.y - here.y) * dx);
    if (other === id || along <= 1 || aside > 3 * along + 20) continue;
    const cost = along + 2 * aside;
    if (!best || cost < best.cost) best = { id: other, cost };
  }
  return best?.id ?? null;
}

export class Keys {
  /** `actions`: open(id), clear(), expand(id), fit(). */
  constructor(picture, actions) {
    this.picture = picture;
    this.actions = actions;
    this.current = null;
    picture.svg.addEventListener("keydown", (event) => this.onKey(event));
    picture.svg.addEventListener("focusin", (event) => {
      const subject = event.target.closest(".subject");
      if (subject) this.moveTo(subject.dataset.id, false);
    });
  }

  /** Makes one subject the tab stop, and gives it the focus when asked. */
  moveTo(id, focus = true) {
    for (const one of this.picture.root.querySelectorAll('.subject[tabindex="0"]')) one.setAttribute("tabindex", "-1");
    const subject = this.picture.subjectElement(id);
    this.current = id;
    subject.setAttribute("tabindex", "0");
    if (!focus) return;
    this.picture.reveal(id);
    subject.focus({ preventScroll: true });
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !event.target.closest(".subject")) return;
    if (this.handle(event.key)) event.preventDefault();
  }

  handle(key) {
    if (DIRECTIONS[key]) {
      const next = nearest(this.picture.places, this.current, DIRECTIONS[key]);
      if (next) this.moveTo(next);
    } else if (key === "Enter" || key === " ") this.actions.open(this.current);
    else if (key === "Escape") this.actions.clear();
    else if (key === "e" || key === "E") this.actions.expand(this.current);
    else if (key === "0") this.actions.fit();
    else return false;
    return true;
  }
}
