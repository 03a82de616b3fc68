import { onClick } from "./dom";

/**
 * A click anywhere in `tr[data-opens]` follows the link of the row's heading. The link itself serves keyboards and
 * screen readers; a click on another control or a selection of text in the row is left alone.
 */
export function openRows(): void {
  onClick("tr[data-opens]", (row, event) => {
    const onControl = event.target instanceof Element && event.target.closest("a, button, input, label, select, summary");
    if (onControl || window.getSelection()?.toString()) return;
    const link = row.querySelector<HTMLAnchorElement>("th a");
    if (!link) return;
    if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
    else link.click();
  });
  onClick("[data-print]", () => window.print());
}
