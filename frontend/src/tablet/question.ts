// One question: what is asked, how it is answered, what goes with the answer, and what is wrong with it.

import { NOTHING, type Question } from "./checklist.ts";
import { button, h, icon } from "./dom.ts";
import { leaveOut, remark } from "./drafts.ts";
import { evidence } from "./evidence.ts";
import { controlOf } from "./controls.ts";
import { problemAt } from "./problems.ts";
import type { Draft } from "./records.ts";
import { keeping } from "./saving.ts";
import { referencePhoto } from "./sync.ts";
import { withPhotos, type Visit } from "./visit.ts";
import { read, say } from "./words.ts";

export interface Card {
  key: string;
  element: HTMLElement;
  refresh: (isAsked: boolean) => void;
}

/** A way to answer: an element, and how it shows the answer that is kept. */
export interface Control {
  element: HTMLElement;
  refresh: () => void;
}

export function questionCard(visit: Visit, question: Question): Card {
  const { key } = question;
  const label = h("h2", { id: `label-${key}` }, read(question.label));
  const problem = h("p", { class: "problem", role: "alert", id: `problem-${key}` });
  const control = controlOf(visit, question);
  const photos = evidence(visit, question);
  const more = extras(visit, question, photos.camera);
  const element = h(
    "section",
    { class: "question", id: `question-${key}`, "aria-labelledby": `label-${key}` },
    h("div", { class: "question-head" }, label, ...marks(question)),
    help(question),
    control?.element,
    problem,
    photos.element,
    more.element,
  );
  const refresh = (isAsked: boolean) => {
    element.hidden = !isAsked;
    const answer = visit.draft.answers[key] ?? NOTHING;
    const wrong = problemAt(question, visit.draft, withPhotos(visit).has(key));
    if (control) control.element.hidden = answer.not_applicable !== null;
    element.classList.toggle("wrong", wrong !== null);
    if (problem.textContent !== (wrong ?? "")) problem.textContent = wrong ?? "";
    for (const part of [control, photos, more]) part?.refresh();
  };
  return { key, element, refresh };
}

/** What a failure does is seen before, never only after. */
function marks(question: Question): HTMLElement[] {
  const found: HTMLElement[] = [];
  const { critical } = question;
  const cap = critical?.cap ? Number(critical.cap) : 0;
  if (critical?.effect === "cap_audit")
    found.push(mark("critical", say("Critical: at most {cap} in all if it fails", { cap })));
  if (critical?.effect === "cap_section")
    found.push(mark("critical", say("Critical: at most {cap} % of this section if it fails", { cap })));
  if (critical?.effect === "major_finding") found.push(mark("critical", say("Critical: a major finding if it fails")));
  if (question.evidence === "always" || (question.type === "photo" && question.required !== false))
    found.push(mark("", say("With a photo")));
  if (question.evidence === "on_failure") found.push(mark("", say("With a photo if it fails")));
  if (question.required === false) found.push(mark("", say("Optional")));
  return found;
}

function mark(tone: string, text: string): HTMLElement {
  return h("span", { class: `mark ${tone}` }, text);
}

function help(question: Question): HTMLElement | null {
  if (!question.guidance && !question.photo) return null;
  return h(
    "details",
    { class: "help" },
    h("summary", {}, icon("info-circle"), say("What to look for")),
    question.guidance && h("p", {}, read(question.guidance)),
    question.photo &&
      h("img", { src: referencePhoto(question.photo), alt: say("How it should look"), loading: "lazy" }),
  );
}

/** The camera; the reason why a question does not apply, and a note, each behind a button until there is one. */
function extras(visit: Visit, question: Question, camera: HTMLElement): Control {
  const { key } = question;
  const answer = () => visit.draft.answers[key] ?? NOTHING;
  const save = (saved: Promise<Draft>) => keeping(saved, visit);
  const reason = area(`reason-${key}`, say("Why does it not apply?"), (text) =>
    save(leaveOut(visit.draft.id, key, text)),
  );
  const note = area(`note-${key}`, say("Note"), (text) => save(remark(visit.draft.id, key, text)));
  const leave = button("quiet", "ban", say("Does not apply"), () =>
    save(leaveOut(visit.draft.id, key, answer().not_applicable === null ? "" : null)),
  );
  const write = button("quiet", "message", say("Add a note"), () => {
    note.element.hidden = false;
    note.field.focus();
  });
  const element = h(
    "div",
    { class: "extras" },
    h("div", { class: "actions" }, camera, question.not_applicable && leave, write),
    reason.element,
    note.element,
  );
  note.element.hidden = answer().note === "";
  return {
    element,
    refresh: () => {
      const { not_applicable, note: said } = answer();
      leave.setAttribute("aria-pressed", String(not_applicable !== null));
      reason.element.hidden = not_applicable === null;
      reason.show(not_applicable ?? "");
      note.show(said);
      write.hidden = !note.element.hidden;
    },
  };
}

/** A labelled text that is kept as it is typed, and is not touched while somebody types in it. */
export function area(id: string, label: string, save: (text: string) => unknown) {
  const field: HTMLTextAreaElement = h("textarea", { id, rows: 2, maxlength: 4000, oninput: () => save(field.value) });
  const element = h("div", { class: "area" }, h("label", { for: id }, label), field);
  const show = (text: string) => {
    if (document.activeElement !== field && field.value !== text) field.value = text;
  };
  return { element, field, show };
}
