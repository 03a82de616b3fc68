// Building elements. Texts are texts: nothing here is ever read as markup.

type Child = Node | string | number | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined | ((event: Event) => unknown)>;

/** An element; `on…` are listeners, `true` is an attribute without a value, `false` and nothing leave it out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  element.append(...present(children));
  return element;
}

export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...present(children));
}

function present(children: Child[]): (Node | string)[] {
  return children.flatMap((child) =>
    child === null || child === undefined || child === false ? [] : [typeof child === "number" ? String(child) : child],
  );
}

const SVG = "http://www.w3.org/2000/svg";

export function icon(name: string): SVGSVGElement {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const used = document.createElementNS(SVG, "use");
  used.setAttribute("href", `${document.body.dataset["icons"]}#${name}`);
  picture.append(used);
  return picture;
}

/** A button with an icon. `look`: `main` for what to do next, `plain`, `quiet`. */
export function button(
  look: "main" | "plain" | "quiet",
  name: string,
  text: string,
  press: (event: Event) => unknown,
  more: Attributes = {},
): HTMLButtonElement {
  return h(
    "button",
    { type: "button", class: `button ${look}`, onclick: press, ...more },
    icon(name),
    h("span", {}, text),
  );
}

export function link(look: "main" | "plain" | "quiet", name: string, text: string, href: string): HTMLAnchorElement {
  return h("a", { class: `button ${look}`, href }, icon(name), h("span", {}, text));
}

/** Asks in a dialog; `true` when `yes` was pressed. With `label` a reason must be given, and is what is resolved. */
export function ask(title: string, text: string, yes: string, no: string, label?: string): Promise<string | null> {
  return new Promise((resolve) => {
    const field = label
      ? h("textarea", { id: "reason", rows: 3, minlength: 3, maxlength: 1000, required: true })
      : null;
    const form: HTMLFormElement = h(
      "form",
      { method: "dialog", onsubmit: () => resolve(field ? field.value.trim() : "yes") },
      h("h2", { id: "dialog-title" }, title),
      h("p", {}, text),
      field && h("label", { for: "reason" }, label ?? ""),
      field,
      h(
        "div",
        { class: "actions" },
        h("button", { type: "button", class: "button plain", onclick: () => dialog.close() }, no),
        h("button", { type: "submit", class: "button main" }, yes),
      ),
    );
    const dialog: HTMLDialogElement = h(
      "dialog",
      {
        "aria-labelledby": "dialog-title",
        onclose: () => {
          dialog.remove();
          resolve(null);
        },
      },
      form,
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
