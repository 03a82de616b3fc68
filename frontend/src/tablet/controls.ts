// How each type of question is answered. Targets are large: they are hit with a thumb, while walking.

import { NOTHING, type Question, type Value } from "./checklist.ts";
import { ringsControl, timerControl } from "./clocks.ts";
import { button, h } from "./dom.ts";
import { answer } from "./drafts.ts";
import { decimalOf, typingProblem } from "./problems.ts";
import type { Control } from "./question.ts";
import { keeping } from "./saving.ts";
import type { Visit } from "./visit.ts";
import { read, say } from "./words.ts";

const COUNT = /^\d{1,7}$/;

/** Null of a photo, which is its own answer. */
export function controlOf(visit: Visit, question: Question): Control | null {
  switch (question.type) {
    case "yes_no":
      return options(
        visit,
        question,
        [
          [true, say("Yes")],
          [false, say("No")],
        ],
        "two",
      );
    case "scale":
      return options(visit, question, steps(question), "scale");
    case "choice":
      return options(
        visit,
        question,
        (question.choices ?? []).map(({ key, label }) => [key, read(label)]),
        "list",
      );
    case "number":
    case "price":
      return typed(visit, question);
    case "count":
      return counted(visit, question);
    case "timer":
      return timerControl(visit, question);
    case "rings":
      return ringsControl(visit, question);
    case "text":
      return written(visit, question);
    case "photo":
      return null;
  }
}

function steps(question: Question): [Value, string][] {
  return Array.from({ length: question.steps ?? 5 }, (_, step) => [step + 1, String(step + 1)]);
}

export function valueOf(visit: Visit, question: Question): Value {
  return (visit.draft.answers[question.key] ?? NOTHING).value;
}

function give(visit: Visit, question: Question, value: Value, text?: string): void {
  void keeping(answer(visit.draft.id, question.key, value, text), visit);
}

/** One of several, as large buttons: arrow keys and a thumb choose alike. */
function options(visit: Visit, question: Question, choices: [Value, string][], look: string): Control {
  const fields = choices.map(([value, label], place) => {
    const id = `answer-${question.key}-${place}`;
    const field = h("input", {
      type: "radio",
      id,
      name: `answer-${question.key}`,
      onchange: () => give(visit, question, value),
    });
    return { value, field, element: h("div", { class: "option" }, field, h("label", { for: id }, label)) };
  });
  const ends =
    look === "scale" &&
    h(
      "p",
      { class: "ends" },
      h("span", {}, say("1 is worst")),
      h("span", {}, say("{n} is best", { n: choices.length })),
    );
  const element = h(
    "div",
    { role: "radiogroup", "aria-labelledby": `label-${question.key}`, class: "choices" },
    h("div", { class: `options ${look}` }, ...fields.map((each) => each.element)),
    ends,
  );
  return {
    element,
    refresh: () => {
      for (const { value, field } of fields) field.checked = valueOf(visit, question) === value;
    },
  };
}

/** A number with its unit. What is typed is kept, whether it is a number yet or not. */
function typed(visit: Visit, question: Question): Control {
  const { key } = question;
  const field: HTMLInputElement = h("input", {
    type: "text",
    inputmode: "decimal",
    id: `answer-${key}`,
    autocomplete: "off",
    maxlength: 20,
    "aria-labelledby": `label-${key} unit-${key}`,
    "aria-describedby": `problem-${key}`,
    oninput: () =>
      give(visit, question, typingProblem(question, field.value) ? null : decimalOf(field.value), field.value),
  });
  const element = h(
    "div",
    { class: "typed" },
    field,
    h("span", { id: `unit-${key}`, class: "unit" }, read(question.unit)),
  );
  return {
    element,
    refresh: () => {
      const text = visit.draft.typed[key] ?? (valueOf(visit, question) as string | null) ?? "";
      if (document.activeElement !== field && field.value !== text) field.value = text;
    },
  };
}

function counted(visit: Visit, question: Question): Control {
  const { key } = question;
  const now = () => Number(field.value) || 0;
  const set = (value: number) => {
    field.value = String(value);
    give(visit, question, value, String(value));
  };
  const field: HTMLInputElement = h("input", {
    type: "text",
    inputmode: "numeric",
    id: `answer-${key}`,
    autocomplete: "off",
    maxlength: 7,
    "aria-labelledby": `label-${key}`,
    "aria-describedby": `problem-${key}`,
    oninput: () => {
      const good = COUNT.test(field.value.trim()) && !typingProblem(question, field.value);
      give(visit, question, good ? Number(field.value) : null, field.value);
    },
  });
  const less = button("plain", "minus", "", () => set(Math.max(0, now() - 1)), { "aria-label": say("One less") });
  const more = button("plain", "plus", "", () => set(now() + 1), { "aria-label": say("One more") });
  return {
    element: h("div", { class: "counter" }, less, field, more),
    refresh: () => {
      const value = valueOf(visit, question);
      const text = visit.draft.typed[key] ?? (value === null ? "" : String(value));
      if (document.activeElement !== field && field.value !== text) field.value = text;
    },
  };
}

function written(visit: Visit, question: Question): Control {
  const { key } = question;
  const field: HTMLTextAreaElement = h("textarea", {
    id: `answer-${key}`,
    rows: 3,
    maxlength: 4000,
    "aria-labelledby": `label-${key}`,
    oninput: () => give(visit, question, field.value === "" ? null : field.value),
  });
  return {
    element: h("div", { class: "area" }, field),
    refresh: () => {
      const text = (valueOf(visit, question) as string | null) ?? "";
      if (document.activeElement !== field && field.value !== text) field.value = text;
    },
  };
}
