/** Calls `handle` for clicks inside elements that match `selector`, also for those that htmx swaps in later. */
export function onClick(selector: string, handle: (element: HTMLElement, event: MouseEvent) => void): void {
  document.addEventListener("click", (event) => {
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
    if (element) handle(element, event);
  });
}
