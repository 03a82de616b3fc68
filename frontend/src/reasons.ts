const GAP = 6;

/**
 * Places the reason of an unknown number in the window: a table that scrolls sideways would cut it off. Without script
 * it stands under its dash.
 */
export function placeReasons(): void {
  for (const type of ["focusin", "pointerover"]) document.addEventListener(type, (event) => place(event.target));
  document.addEventListener("scroll", () => place(document.activeElement), { capture: true, passive: true });
}

function place(target: EventTarget | null): void {
  const dash = target instanceof Element ? target.closest(".unknown") : null;
  const reason = dash?.querySelector<HTMLElement>(".unknown-reason");
  if (!dash || !reason) return;
  reason.style.position = "fixed";
  reason.style.inset = "0 auto auto 0";
  const { left, top, bottom } = dash.getBoundingClientRect();
  const { width, height } = reason.getBoundingClientRect();
  const room = document.documentElement.clientWidth - width - GAP;
  const below = bottom + GAP + height <= window.innerHeight;
  reason.style.left = `${Math.max(GAP, Math.min(left, room))}px`;
  reason.style.top = `${below ? bottom + GAP : top - GAP - height}px`;
}
