import { onClick } from "./dom";

/** `[data-dialog-open="id"]` opens that <dialog>; `[data-dialog-close]` closes its own. Focus returns by itself. */
export function openDialogs(): void {
  onClick("[data-dialog-open]", (button) => {
    const dialog = document.getElementById(button.dataset["dialogOpen"] ?? "");
    if (dialog instanceof HTMLDialogElement) dialog.showModal();
  });
  onClick("[data-dialog-close]", (button) => button.closest("dialog")?.close());
  onClick("dialog", (dialog, event) => {
    if (event.target === dialog && dialog instanceof HTMLDialogElement) dialog.close();
  });
}
