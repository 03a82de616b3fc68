import { onClick } from "./dom";

/**
 * `[data-copy="id"]` copies the value of the field with this id, and says so in the field's own words (`data-copied`).
 * Where the browser gives no clipboard (a plain http address) it selects the text, to be copied by hand.
 */
export function copyFields(): void {
  onClick("[data-copy]", (button) => {
    const field = document.getElementById(button.dataset["copy"] ?? "");
    if (!(field instanceof HTMLInputElement)) return;
    field.select();
    void navigator.clipboard?.writeText(field.value).then(() => {
      button.textContent = field.dataset["copied"] ?? "";
    });
  });
}
