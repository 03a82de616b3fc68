// What is wrong with an answer, in words, at its question.

import { NOTHING, type Question } from "./checklist.ts";
import { compare, decimal, parsed } from "./decimal.ts";
import { lackOf, wantsPhoto, type Lack } from "./form.ts";
import type { Draft } from "./records.ts";
import { read, say, type Word } from "./words.ts";

const LACKS: Record<Lack, Word> = {
  answer: "This has to be answered.",
  range: "This value is not possible here.",
  photo: "A photo is needed here.",
  reason: "Say why this does not apply.",
};

// As the server reads decimals: nothing is guessed there.
const WHOLE_FORM = /^-?(0|[1-9]\d{0,8})(\.\d{1,4})?$/;

/** What was typed as the text of a decimal; null when it is none. A comma is read as a point. */
export function decimalOf(typed: string): string | null {
  const text = typed
    .trim()
    .replace(",", ".")
    .replace(/^(-?)0+(?=\d)/, "$1")
    .replace(/\.$/, "");
  const whole = text.startsWith(".") ? `0${text}` : text;
  return WHOLE_FORM.test(whole) ? whole : null;
}

/** Why what was typed is no value of this question; null when it is one, or nothing was typed. */
export function typingProblem(question: Question, typed: string): string | null {
  if (typed.trim() === "") return null;
  const value = decimalOf(typed);
  if (value === null) return say("Type a number, such as 12.5.");
  if (question.type === "count" && value.includes(".")) return say("Type a whole number.");
  return boundsProblem(question, value);
}

function boundsProblem(question: Question, value: string): string | null {
  const measured = decimal(value);
  const floor = parsed(question.least ?? (question.type === "number" ? "" : "0"));
  const ceiling = parsed(question.most ?? (question.type === "count" ? "1000000" : ""));
  const unit = read(question.unit);
  if (floor && compare(measured, floor) < 0) {
    return say("At least {least} {unit}.", { least: question.least ?? "0", unit }).replace(" .", ".");
  }
  if (ceiling && compare(measured, ceiling) > 0) {
    return say("At most {most} {unit}.", { most: question.most ?? "1000000", unit }).replace(" .", ".");
  }
  return null;
}

/** What is wrong at a question as it stands. What is merely not answered yet is told once the visit was reviewed. */
export function problemAt(question: Question, draft: Draft, hasPhoto: boolean): string | null {
  const answer = draft.answers[question.key] ?? NOTHING;
  const typing = answer.not_applicable === null ? typingProblem(question, draft.typed[question.key] ?? "") : null;
  if (typing) return typing;
  const told = draft.problems[question.key];
  if (told) return told;
  const lack = lackOf(question, answer, hasPhoto);
  const isMeant = lack === "photo" && answer.value !== null && wantsPhoto(question, answer);
  return lack && (draft.reviewed || isMeant) ? say(LACKS[lack]) : null;
}

/** Whether this question keeps the visit from being submitted. */
export function isOpen(question: Question, draft: Draft, hasPhoto: boolean): boolean {
  const answer = draft.answers[question.key] ?? NOTHING;
  const typing = answer.not_applicable === null && typingProblem(question, draft.typed[question.key] ?? "") !== null;
  return typing || lackOf(question, answer, hasPhoto) !== null;
}
