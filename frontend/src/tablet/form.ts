// Which questions are asked, what is missing, what fails: the twin of network/audits/rules/answers.py.
// tests/audits/golden holds the cases that both must answer alike.

import {
  NOTHING,
  isRings,
  questionsOf,
  type Answer,
  type Answers,
  type ChecklistDocument,
  type Condition,
  type Question,
  type Value,
} from "./checklist.ts";
import { ONE, ZERO, compare, decimal, least, minus, most, over, type Decimal } from "./decimal.ts";

// Shares have four decimals.
const PLACES = 4;

/** What keeps a visit from being filed, at a question; `range`: the value is none that the question can have. */
export type Lack = "answer" | "range" | "photo" | "reason";

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
  const { value, not_applicable } = answers[condition.question] ?? NOTHING;
  return value !== null && not_applicable === null && condition.values.includes(word(value));
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
  if (answer.not_applicable !== null) {
    if (!question.not_applicable) return "answer";
    return answer.not_applicable.trim() ? null : "reason";
  }
  if (question.type === "photo") return required && !hasPhoto ? "photo" : null;
  if (isEmpty(answer.value)) return required ? "answer" : null;
  if (!isPossible(question, answer.value)) return "range";
  return wantsPhoto(question, answer) && !hasPhoto ? "photo" : null;
}

function isEmpty(value: Value): boolean {
  return value === null || (typeof value === "string" && value.trim() === "");
}

/** Whether a photo must be with this answer. */
export function wantsPhoto(question: Question, answer: Answer): boolean {
  return question.evidence === "always" || (question.evidence === "on_failure" && fails(question, answer));
}

/** Whether the question can have this value: a step of its scale, one of its choices, within its bounds. */
function isPossible(question: Question, value: Value): boolean {
  if (typeof value === "boolean" || value === null || question.type === "text") return true;
  if (question.type === "choice") return choiceOf(question, value) !== undefined;
  if (isRings(value)) return value.rings >= 0 && compare(decimal(value.seconds), ZERO) >= 0;
  const measured = decimal(value);
  const [low, high] = question.type === "scale" ? ["1", String(question.steps ?? 1)] : [question.least, question.most];
  return (
    (low == null || compare(measured, decimal(low)) >= 0) && (high == null || compare(measured, decimal(high)) <= 0)
  );
}

function choiceOf(question: Question, value: Value) {
  return (question.choices ?? []).find(({ key }) => key === value);
}

/** Which share of the points an answer gets, 0 to 1 with four decimals.
 *
 * Null of what is not scored, not applicable, not given, or no value that the question can have. */
export function share(question: Question, answer: Answer): Decimal | null {
  const { value } = answer;
  if (value === null || answer.not_applicable !== null || !isPossible(question, value)) return null;
  if (question.type === "text" || question.type === "photo") return null;
  if (typeof value === "boolean") return value === (question.expected ?? true) ? ONE : ZERO;
  if (isRings(value)) return value.outcome === "answered" ? between(question, decimal(value.rings)) : ZERO;
  if (question.type === "choice") return over(decimal(choiceOf(question, value)?.share ?? 0), ONE, PLACES);
  if (question.type !== "scale") return between(question, decimal(value));
  return over(minus(decimal(value), ONE), minus(decimal(question.steps ?? 2), ONE), PLACES);
}

/** Whether points are earned by it. */
export function isScored(question: Question): boolean {
  return isMeasured(question) && decimal(question.points ?? 0).units > 0n;
}

/** Whether an answer can be a failure. What neither earns points nor is critical only opens other questions. */
function isJudged(question: Question): boolean {
  return isScored(question) || (isMeasured(question) && question.critical != null);
}

function isMeasured(question: Question): boolean {
  return question.type !== "text" && question.type !== "photo" && !question.decoy;
}

/** Never of a question that is not judged, such as a decoy: that asks for what is not there. */
export function fails(question: Question, answer: Answer): boolean {
  const got = isJudged(question) ? share(question, answer) : null;
  return got !== null && compare(got, decimal(question.fails_below ?? "0.5")) < 0;
}

/** 1 at `best` and beyond, 0 at `worst` and beyond, in proportion between them; 1 where there is no such line. */
function between(question: Question, measured: Decimal): Decimal {
  if (question.best == null || question.worst == null) return ONE;
  const [best, worst] = [decimal(question.best), decimal(question.worst)];
  if (compare(best, worst) === 0) return ONE;
  return least(ONE, most(ZERO, over(minus(worst, measured), minus(worst, best), PLACES)));
}
