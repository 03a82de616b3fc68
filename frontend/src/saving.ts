interface Sent {
  ctx: { sourceElement: Element; request: { body?: URLSearchParams }; response?: { status: number } };
}

/**
 * `form[data-autosave]`, which htmx sends at each change: the page says in `[data-save-state]` that it is being kept, or
 * that it could not be; that it is kept, the answer says itself.
 */
export function tellSaving(): void {
  listen("htmx:before:request", (form, sent) => {
    // A change may have waited for the one before: it is made from what that one left.
    const version = form.elements.namedItem("version");
    if (version instanceof HTMLInputElement) sent.ctx.request.body?.set("version", version.value);
    say("saving");
  });
  listen("htmx:after:request", (form, sent) => {
    if (sent.ctx.response?.status === 200) delete form.dataset["changed"];
    else say("failed");
  });
  listen("htmx:error", () => say("failed"));
}

function listen(event: string, act: (form: HTMLFormElement, sent: Sent) => void): void {
  document.addEventListener(event, (happened) => {
    const sent = (happened as CustomEvent<Sent>).detail;
    const form = sent.ctx?.sourceElement;
    if (form instanceof HTMLFormElement && form.dataset["autosave"] !== undefined) act(form, sent);
  });
}

function say(what: "saving" | "failed"): void {
  const state = document.querySelector<HTMLElement>("[data-save-state]");
  if (!state) return;
  state.textContent = state.dataset[what] ?? "";
  state.classList.toggle("tone-bad", what === "failed");
}
