/** Forms: no second sending, no typing lost, errors read out first, choices that apply at once. */
export function guardForms(): void {
  document.addEventListener("submit", refuseSecondSubmit);
  document.addEventListener("change", submitOnChange);
  warnAboutUnsavedTyping();
  for (const type of ["DOMContentLoaded", "htmx:after:swap"]) document.addEventListener(type, focusErrorSummary);
  // A page that comes back from the browser's cache is a page in which nothing is being sent.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) delete form.dataset["sent"];
  });
}

function refuseSecondSubmit(event: SubmitEvent): void {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method !== "post") return;
  if (form.dataset["sent"] !== undefined) event.preventDefault();
  else form.dataset["sent"] = "";
}

/** `<select data-submit-on-change>`; its form still has a button for those who have no script. */
function submitOnChange(event: Event): void {
  const control = event.target;
  if (control instanceof HTMLSelectElement && control.dataset["submitOnChange"] !== undefined) control.form?.requestSubmit();
}

/** `form[data-guard-changes]`: the browser asks before a page with typing that was not sent is left. */
function warnAboutUnsavedTyping(): void {
  document.addEventListener("input", (event) => {
    const control = event.target;
    const form = control instanceof Element ? control.closest<HTMLFormElement>("form[data-guard-changes]") : null;
    if (form) form.dataset["changed"] = "";
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-changed]:not([data-sent])")) event.preventDefault();
  });
}

const readOut = new WeakSet<HTMLElement>();

/** Once for each summary: a swap elsewhere on the page must not pull the focus back to it. */
function focusErrorSummary(): void {
  const summary = document.querySelector<HTMLElement>("[data-error-summary]");
  if (!summary || readOut.has(summary)) return;
  readOut.add(summary);
  summary.focus();
}
