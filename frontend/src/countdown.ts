/**
 * `[data-remaining]`: the seconds that are left by the server's clock when the page was sent. They are counted down from
 * there on a clock that nobody can set; at the end the form that `data-hand-in` names is sent.
 */
export function countDown(): void {
  const clock = document.querySelector<HTMLElement>("[data-remaining]");
  if (!clock) return;
  const started = performance.now();
  const seconds = Number(clock.dataset["remaining"]);
  const text = clock.querySelector<HTMLElement>("[data-remaining-text]");
  const said = document.querySelector<HTMLElement>("[data-remaining-said]");
  const tick = (): void => {
    const left = Math.max(0, Math.ceil(seconds - (performance.now() - started) / 1000));
    if (text) text.textContent = written(left);
    if (said && left <= 60) say(said, said.dataset["one"]);
    else if (said && left <= 300) say(said, said.dataset["five"]);
    clock.classList.toggle("tone-bad", left <= 60);
    if (left > 0) return;
    window.clearInterval(timer);
    const form = document.getElementById(clock.dataset["handIn"] ?? "");
    if (form instanceof HTMLFormElement) form.requestSubmit();
  };
  const timer = window.setInterval(tick, 1000);
  tick();
}

function say(where: HTMLElement, words = ""): void {
  if (where.textContent !== words) where.textContent = words;
}

function written(left: number): string {
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}
