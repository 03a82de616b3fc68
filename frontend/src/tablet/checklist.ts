// The document of a checklist as the server sends it: the twin of network/audits/rules/checklists.py. Decimals are texts.

export type Kind = "mystery_visit" | "mystery_call" | "announced" | "peer_review" | "self_check";
export type QuestionType =
  "yes_no" | "scale" | "choice" | "number" | "count" | "timer" | "price" | "rings" | "text" | "photo";
export type Evidence = "never" | "on_failure" | "always";
export type Effect = "cap_section" | "cap_audit" | "major_finding";

export interface LocalText {
  en: string;
  zh_CN: string;
}

export interface Choice {
  key: string;
  label: LocalText;
  share: string;
}

export interface Condition {
  question: string;
  values: string[];
}

export interface Critical {
  effect: Effect;
  cap?: string | null;
}

export interface Question {
  key: string;
  type: QuestionType;
  label: LocalText;
  guidance?: LocalText | null;
  photo?: string | null;
  points?: string;
  required?: boolean;
  not_applicable?: boolean;
  critical?: Critical | null;
  evidence?: Evidence;
  when?: Condition[];
  expected?: boolean;
  steps?: number | null;
  choices?: Choice[];
  unit?: LocalText | null;
  best?: string | null;
  worst?: string | null;
  least?: string | null;
  most?: string | null;
  fails_below?: string;
  decoy?: boolean;
}

export interface Section {
  key: string;
  label: LocalText;
  guidance?: LocalText | null;
  questions: Question[];
}

export interface ChecklistDocument {
  key: string;
  kind: Kind;
  title: LocalText;
  introduction?: LocalText | null;
  persona?: LocalText | null;
  sections: Section[];
}

export type CallOutcome = "answered" | "machine" | "busy" | "no_answer";

export interface Rings {
  rings: number;
  seconds: string;
  outcome: CallOutcome;
}

/** Yes/no a boolean; scale, count and timer a number; number and price the text of a decimal; choice its key. */
export type Value = boolean | number | string | Rings | null;

/** `not_applicable`: the reason why the question does not apply; then there is no value. */
export interface Answer {
  value: Value;
  not_applicable: string | null;
  note: string;
}

export type Answers = Record<string, Answer>;

/** Whoever visits in secret is not told the score. */
export const SECRET_KINDS: readonly Kind[] = ["mystery_visit", "mystery_call"];

export const NOTHING: Answer = { value: null, not_applicable: null, note: "" };

export function questionsOf(document: ChecklistDocument): Question[] {
  return document.sections.flatMap((section) => section.questions);
}

export function isRings(value: Value): value is Rings {
  return typeof value === "object" && value !== null;
}
