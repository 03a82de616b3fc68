// From answers to a score of 0 to 100: the twin of network/audits/rules/scoring.py, and only for the tablet's own eyes.
// What counts is recomputed by the server.

import {
  NOTHING,
  questionsOf,
  type Answers,
  type ChecklistDocument,
  type Effect,
  type Question,
  type Section,
} from "./checklist.ts";
import { ZERO, decimal, least, over, plus, times, toCents, type Decimal } from "./decimal.ts";
import { fails, isScored, share, visible } from "./form.ts";

/** `earned` of `possible` points, after the cap in per cent that a failed critical question set. */
export interface SectionScore {
  key: string;
  earned: Decimal;
  possible: Decimal;
  cap: Decimal | null;
}

/** `total`: two decimals; null when nothing that is scored was answered. */
export interface Score {
  total: string | null;
  cap: Decimal | null;
  criticalFailures: number;
  failed: string[];
  sections: SectionScore[];
}

const HUNDRED = decimal(100);
const HUNDREDTH = decimal("0.01");

export function score(document: ChecklistDocument, answers: Answers): Score {
  const shown = new Set(visible(document, answers));
  const failed = questionsOf(document).filter(
    (question) => shown.has(question.key) && fails(question, answers[question.key] ?? NOTHING),
  );
  const sections = document.sections.map((section) => scoreOf(section, answers, shown, failed));
  const possible = sum(sections.map((section) => section.possible));
  const earned = sum(sections.map((section) => section.earned));
  const cap = capOf(failed, "cap_audit");
  return {
    total: possible.units === 0n ? null : toCents(total(earned, possible, cap)),
    cap,
    sections,
    criticalFailures: failed.filter((question) => question.critical).length,
    failed: failed.map((question) => question.key),
  };
}

function total(earned: Decimal, possible: Decimal, cap: Decimal | null): Decimal {
  const reached = over(times(HUNDRED, earned), possible, 2);
  return cap ? least(reached, cap) : reached;
}

function scoreOf(section: Section, answers: Answers, shown: Set<string>, failed: Question[]): SectionScore {
  let [earned, possible] = [ZERO, ZERO];
  for (const question of section.questions) {
    const got =
      shown.has(question.key) && isScored(question) ? share(question, answers[question.key] ?? NOTHING) : null;
    if (!got) continue;
    const points = decimal(question.points ?? 0);
    possible = plus(possible, points);
    earned = plus(earned, times(points, got));
  }
  const cap = capOf(
    failed.filter((question) => section.questions.includes(question)),
    "cap_section",
  );
  return {
    key: section.key,
    earned: cap ? least(earned, times(times(possible, cap), HUNDREDTH)) : earned,
    possible,
    cap,
  };
}

/** The lowest cap of the failed questions that have this effect. */
function capOf(failed: Question[], effect: Effect): Decimal | null {
  const caps = failed.flatMap(({ critical }) =>
    critical && critical.effect === effect && critical.cap != null ? [decimal(critical.cap)] : [],
  );
  return caps.length ? caps.reduce(least) : null;
}

function sum(values: Decimal[]): Decimal {
  return values.reduce(plus, ZERO);
}
