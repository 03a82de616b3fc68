const SIDES = ["left", "top", "width", "height"] as const;
const SMALLEST = 0.5;

type Box = Record<(typeof SIDES)[number], number>;

/**
 * Lets one draw over a photo what is to be blackened: each rectangle becomes a row of the form beside it, in per cent.
 * The form works without.
 */
export function drawOver(): void {
  for (const picture of document.querySelectorAll<HTMLElement>("[data-blacken]")) new Drawing(picture);
}

class Drawing {
  private start: { x: number; y: number } | null = null;
  private readonly marks: HTMLElement[] = [];
  private readonly form = document.querySelector<HTMLFormElement>("form:has(.blacken-rows)");

  constructor(private readonly picture: HTMLElement) {
    picture.classList.add("blacken-live");
    picture.addEventListener("pointerdown", (event) => this.begin(event));
    picture.addEventListener("pointermove", (event) => this.draw(event));
    picture.addEventListener("pointerup", (event) => this.end(event));
    picture.addEventListener("pointercancel", () => { this.start = null; this.show(); });
    this.form?.addEventListener("input", () => this.show());
    this.show();
  }

  private begin(event: PointerEvent): void {
    if (this.free() < 0) return;
    this.start = this.at(event);
    this.picture.setPointerCapture(event.pointerId);
  }

  private draw(event: PointerEvent): void {
    if (this.start) this.show(this.spanned(this.at(event)));
  }

  private end(event: PointerEvent): void {
    const box = this.start && this.spanned(this.at(event));
    this.start = null;
    if (box && box.width >= SMALLEST && box.height >= SMALLEST) this.keep(box);
    this.show();
  }

  private keep(box: Box): void {
    const row = this.free();
    for (const side of SIDES) this.field(side, row)!.value = box[side].toFixed(2);
    const choice = this.form?.querySelector<HTMLInputElement>('input[name="decision"][value="redacted"]');
    if (choice) choice.checked = true;
    this.form?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** The first row in which nothing stands; -1 when all are used. */
  private free(): number {
    for (let row = 0; this.field("left", row); row += 1) {
      if (SIDES.every((side) => !this.field(side, row)?.value)) return row;
    }
    return -1;
  }

  private field(side: string, row: number): HTMLInputElement | null {
    return this.form?.querySelector<HTMLInputElement>(`input[name="${side}-${row}"]`) ?? null;
  }

  private at(event: PointerEvent): { x: number; y: number } {
    const { left, top, width, height } = this.picture.getBoundingClientRect();
    const within = (share: number): number => Math.max(0, Math.min(100, share * 100));
    return { x: within((event.clientX - left) / width), y: within((event.clientY - top) / height) };
  }

  private spanned(to: { x: number; y: number }): Box {
    const from = this.start ?? to;
    const left = Math.min(from.x, to.x), top = Math.min(from.y, to.y);
    return { left, top, width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y) };
  }

  /** Draws the rows of the form over the photo, and what is being drawn. */
  private show(drawn?: Box): void {
    for (const mark of this.marks.splice(0)) mark.remove();
    const boxes: Box[] = drawn ? [drawn] : [];
    for (let row = 0; this.field("left", row); row += 1) {
      const [left, top, width, height] = SIDES.map((side) => Number(this.field(side, row)?.value));
      if (width && height) boxes.push({ left: left!, top: top!, width, height });
    }
    for (const box of boxes) {
      const mark = document.createElement("span");
      mark.className = "blacken-mark";
      for (const side of SIDES) mark.style[side] = `${box[side]}%`;
      this.picture.append(mark);
      this.marks.push(mark);
    }
  }
}
