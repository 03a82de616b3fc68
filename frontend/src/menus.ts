import { onClick } from "./dom";

/** On narrow screens: `[data-navigation-toggle]` shows and hides the element that its aria-controls names. */
export function toggleNavigation(): void {
  onClick("[data-navigation-toggle]", (button) => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    document.getElementById(button.getAttribute("aria-controls") ?? "")?.classList.toggle("is-open", open);
  });
}

/** `<details data-menu>` closes like a menu: on Escape, and on a click or a focus elsewhere. */
export function closeMenus(): void {
  document.addEventListener("click", (event) => closeOthers(event.target));
  document.addEventListener("focusin", (event) => closeOthers(event.target));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target instanceof Element ? openMenuAround(event.target) : null;
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}

function openMenuAround(element: Element): HTMLDetailsElement | null {
  return element.closest<HTMLDetailsElement>("details[data-menu][open]");
}

function closeOthers(target: EventTarget | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")) {
    if (!(target instanceof Node && menu.contains(target))) menu.open = false;
  }
}
