/**
 * `[data-ticks="id"]` ticks every box in the element with this id, or none of them. `[data-ticked="id"]` says how many
 * are, in its own words (`data-text`, with `{n}` and `{all}`). Both are hidden without script: then one ticks singly.
 */
export function tickAll(): void {
  document.querySelectorAll<HTMLInputElement>("[data-ticks]").forEach((all) => {
    const boxes = boxesIn(all.dataset["ticks"]);
    const tell = (): void => {
      const ticked = boxes.filter((box) => box.checked).length;
      all.checked = ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
      counters(all.dataset["ticks"]).forEach((place) => {
        const words = place.dataset["text"] ?? "";
        place.textContent = words.replace("{n}", String(ticked)).replace("{all}", String(boxes.length));
      });
    };
    all.addEventListener("change", () => {
      boxes.forEach((box) => (box.checked = all.checked));
      tell();
    });
    boxes.forEach((box) => box.addEventListener("change", tell));
    all.closest<HTMLElement>("[hidden]")?.removeAttribute("hidden");
    tell();
  });
}

function boxesIn(id = ""): HTMLInputElement[] {
  return [...(document.getElementById(id)?.querySelectorAll<HTMLInputElement>("tbody input[type=checkbox]") ?? [])];
}

function counters(id = ""): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-ticked]")].filter((place) => place.dataset["ticked"] === id);
}
