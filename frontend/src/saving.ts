interface Sent {
  ctx: { sourceElement: Element; request: { body?: URLSearchParams }; response?: { status: number } };
}

/**
 * `form[data-autosave]`, which htmx sends at each change: the page says in `[data-save-state]` that it is being kept, or
 * that it could not be; that it is kept, the answer says itself. Sent for good meanwhile, it waits for that: it is made
 * from what that one leaves.
 */
export function tellSaving(): void {
  const saving = new Set<HTMLFormElement>();
  listen("htmx:before:request", (form, sent) => {
    // A change may have waited for the one before: it is made from what that one left.
    const version = form.elements.namedItem("version");
    if (version instanceof HTMLInputElement) sent.ctx.request.body?.set("version", version.value);
    saving.add(form);
    say("saving");
  });
  listen("htmx:finally:request", (form) => saving.delete(form));
  listen("htmx:after:request", (form, sent) => {
    if (sent.ctx.response?.status === 200) delete form.dataset["changed"];
    else say("failed");
  });
  listen("htmx:error", () => say("failed"));
  document.addEventListener("submit", (event) => holdBack(event, saving), { capture: true });
}

function holdBack(event: SubmitEvent, saving: Set<HTMLFormElement>): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !saving.has(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  // One that waited for this one has begun by then, and is waited for as well.
  const again = (): number => window.setTimeout(() => form.requestSubmit(event.submitter));
  document.addEventListener("htmx:finally:request", again, { once: true });
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
