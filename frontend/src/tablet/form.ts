// Which questions are asked, what is missing, what fails: the twin of network/audits/rules/answers.py.
// tests/audits/golden holds the cases that both must answer alike.

import {
  NOTHING, isRings, questionsOf, type Answer, type Answers, type ChecklistDocument, type Condition, type Question, type Value,
} from "./checklist.ts";
import { ONE, ZERO, compare, decimal, least, minus, most, over, type Decimal } from "./decimal.ts";

/** What keeps a visit from being filed, at a question. */
export type Lack = "answer" | "photo" | "reason";

/** The questions that were asked, in order, and what is missing of them. */
export interface Asked {
  visible: string[];
  missing: Map<string, Lack>;
}

/** An answer as conditions name it. */
function word(value: Value): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return isRings(value) ? value.outcome : String(value);
}

/** The keys of the questions that are asked. A condition on a question that is not asked does not hold. */
export function visible(document: ChecklistDocument, answers: Answers): string[] {
  const asked = new Set<string>();
  for (const question of questionsOf(document)) {
    if ((question.when ?? []).every((condition) => asked.has(condition.question) && holds(condition, answers))) {
      asked.add(question.key);
    }
  }
  return [...asked];
}

function holds(condition: Condition, answers: Answers): boolean {
  const { value } = answers[condition.question] ?? NOTHING;
  return value !== null && condition.values.includes(word(value));
}

/** `photos`: the keys of questions that have at least one. */
export function asked(document: ChecklistDocument, answers: Answers, photos: ReadonlySet<string>): Asked {
  const shown = visible(document, answers);
  const missing = new Map<string, Lack>();
  for (const question of questionsOf(document)) {
    if (!shown.includes(question.key)) continue;
    const lack = lackOf(question, answers[question.key] ?? NOTHING, photos.has(question.key));
    if (lack) missing.set(question.key, lack);
  }
  return { visible: shown, missing };
}

export function lackOf(question: Question, answer: Answer, hasPhoto: boolean): Lack | null {
  const required = question.required ?? true;
  if (answer.not_applicable !== null) return answer.not_applicable.trim() ? null : "reason";
  if (question.type === "photo") return required && !hasPhoto ? "photo" : null;
  if (answer.value === null || answer.value === "") return required ? "answer" : null;
  return wantsPhoto(question, answer) && !hasPhoto ? "photo" : null;
}

/** Whether a photo must be with this answer. */
export function wantsPhoto(question: Question, answer: Answer): boolean {
  return question.evidence === "always" || (question.evidence === "on_failure" && fails(question, answer));
}

/** Which share of the points an answer gets, 0 to 1; null of what is not scored, not applicable or not given. */
export function share(question: Question, answer: Answer): Decimal | null {
  const { value } = answer;
  if (value === null || answer.not_applicable !== null) return null;
  if (question.type === "text" || question.type === "photo") return null;
  if (typeof value === "boolean") return value === (question.expected ?? true) ? ONE : ZERO;
  if (isRings(value)) return value.outcome === "answered" ? between(question, decimal(value.rings)) : ZERO;
  if (question.type === "scale") return over(decimal(Number(value) - 1), decimal((question.steps ?? 2) - 1));
  if (question.type === "choice") {
    const chosen = (question.choices ?? []).find(({ key }) => key === value);
    return chosen ? decimal(chosen.share) : null;
  }
  return between(question, decimal(value));
}

export function fails(question: Question, answer: Answer): boolean {
  const got = share(question, answer);
  return got !== null && !question.decoy && compare(got, decimal(question.fails_below ?? "0.5")) < 0;
}

/** 1 at `best` and beyond, 0 at `worst` and beyond, in proportion between them. */
function between(question: Question, measured: Decimal): Decimal {
  if (question.best == null || question.worst == null) return ONE;
  const [best, worst] = [decimal(question.best), decimal(question.worst)];
  if (compare(best, worst) === 0) return compare(measured, best) === 0 ? ONE : ZERO;
  return least(ONE, most(ZERO, over(minus(worst, measured), minus(worst, best))));
}
