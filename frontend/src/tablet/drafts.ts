// What a person does to a draft. Everything is kept before it is shown as done.

import { NOTHING, type Value } from "./checklist.ts";
import * as db from "./db.ts";
import type { Assignment, Clock, Draft, Happening, Person } from "./records.ts";
import { uuid7 } from "./uuid.ts";

// Times within one opening of the page can be compared, whatever is done to the clock meanwhile.
const RUN = uuid7();
const TYPING = 3_000;

/** The person's draft of an assignment: the one there is, or a new one, under an id that it keeps for ever. */
export async function begin(assignment: Assignment, person: Person): Promise<Draft> {
  const now = new Date().toISOString();
  const made: Draft = {
    id: uuid7(),
    schema: 1,
    owner: person.email,
    assignment,
    checklist: assignment.checklist,
    state: "open",
    started_at: now,
    left_at: null,
    submitted_at: null,
    changed_at: now,
    reviewed: false,
    answers: {},
    typed: {},
    clocks: {},
    events: [],
    problems: {},
    refusal: null,
    reason: null,
    etag: null,
    theirs: null,
    receipt: null,
    sent_at: null,
  };
  note(made, "open");
  return db.addDraft(made);
}

export async function answer(id: string, question: string, value: Value, typed?: string): Promise<Draft> {
  return db.changeDraft(id, (draft) => {
    const before = draft.answers[question] ?? NOTHING;
    note(draft, before.value === null ? "answer" : "change", question);
    draft.answers[question] = { ...before, value, not_applicable: null };
    if (typed !== undefined) draft.typed[question] = typed;
    delete draft.problems[question];
  });
}

/** `reason` null: it applies after all. */
export async function leaveOut(id: string, question: string, reason: string | null): Promise<Draft> {
  return db.changeDraft(id, (draft) => {
    const before = draft.answers[question] ?? NOTHING;
    if ((before.not_applicable === null) !== (reason === null)) note(draft, "change", question);
    draft.answers[question] = { ...before, value: reason === null ? before.value : null, not_applicable: reason };
    if (reason !== null) {
      delete draft.typed[question];
      delete draft.clocks[question];
    }
    delete draft.problems[question];
  });
}

export async function remark(id: string, question: string, text: string): Promise<Draft> {
  return db.changeDraft(id, (draft) => {
    draft.answers[question] = { ...(draft.answers[question] ?? NOTHING), note: text };
  });
}

/** Starts, counts, stops or drops a clock. From the one there is to the next one, and the value that it comes to. */
export type Turn = (clock: Clock | undefined) => [Clock | null, Value];

export async function time(id: string, question: string, turn: Turn): Promise<Draft> {
  return db.changeDraft(id, (draft) => {
    const [clock, value] = turn(draft.clocks[question]);
    const before = draft.answers[question] ?? NOTHING;
    if (clock) draft.clocks[question] = clock;
    else delete draft.clocks[question];
    delete draft.typed[question];
    delete draft.problems[question];
    note(draft, before.value === null ? "answer" : "change", question);
    draft.answers[question] = { ...before, value, not_applicable: null };
  });
}

export async function photographed(id: string, question: string): Promise<Draft> {
  return db.changeDraft(id, (draft) => {
    note(draft, "photo", question);
    delete draft.problems[question];
  });
}

export async function leave(id: string, at: string | null): Promise<Draft> {
  return db.changeDraft(id, (draft) => {
    draft.left_at = at;
  });
}

/** From now on what is missing is shown at each question. */
export async function review(id: string): Promise<Draft> {
  return db.changeDraft(id, (draft) => {
    draft.reviewed = true;
  });
}

/** Into the outbox. A second tap finds it there and changes nothing. */
export async function submit(id: string): Promise<Draft> {
  return db.changeDraft(id, (draft) => {
    if (draft.state !== "open" && draft.state !== "refused") return;
    note(draft, "submit");
    draft.state = "queued";
    draft.submitted_at = new Date().toISOString();
    draft.left_at ??= lastAnswered(draft);
    draft.problems = {};
    draft.refusal = null;
  });
}

/** Back to being written, such as to answer what HQ asks. What the server has of it is known by its tag. */
export async function reopen(id: string, reason: string | null = null): Promise<Draft> {
  return db.changeDraft(id, (draft) => {
    draft.state = "open";
    draft.reason = reason;
    note(draft, "open");
  });
}

/** Of two versions, send this one in place of the one at the server. HQ reads both, and why. */
export async function keepMine(id: string, reason: string): Promise<Draft> {
  return db.changeDraft(id, (draft) => {
    draft.reason = reason;
    draft.etag = draft.theirs?.etag ?? draft.etag;
    draft.theirs = null;
    draft.state = "queued";
  });
}

/** Of two versions, the one at the server stands; nothing of this one is sent. */
export async function keepTheirs(id: string): Promise<Draft> {
  return db.changeDraft(id, takeTheirs);
}

/** Both stand: this one is sent as a visit of its own, and HQ decides. */
export async function keepBoth(id: string): Promise<void> {
  const draft = await db.draft(id);
  if (!draft) return;
  const made: Draft = {
    ...draft,
    id: uuid7(),
    state: "queued",
    etag: null,
    theirs: null,
    receipt: null,
    sent_at: null,
  };
  const photos = (await db.photosOf(id)).map((photo) => ({ ...photo, id: uuid7(), draft: made.id, sent: false }));
  await db.addCopy(made, photos, takeTheirs, id);
}

/** From now on a draft says what the server says, so that what is changed next builds on what is read here. */
function takeTheirs(draft: Draft): void {
  const { theirs } = draft;
  draft.etag = theirs?.etag ?? draft.etag;
  if (theirs?.answers) Object.assign(draft, { answers: theirs.answers, typed: {}, clocks: {} });
  draft.theirs = null;
  draft.state = "sent";
}

export function lastAnswered(draft: Draft): string {
  return draft.events.findLast((each) => each.kind !== "submit")?.at ?? draft.started_at;
}

/** Writes down what was done and when. Typing that goes on is one change: its latest moment counts. */
function note(draft: Draft, kind: Happening["kind"], question: string | null = null): void {
  const now = { at: new Date().toISOString(), run: RUN, milliseconds: Math.round(performance.now()) };
  const last = draft.events.at(-1);
  const goesOn = last?.kind === "change" && kind === "change" && last.question === question && last.run === RUN;
  if (goesOn && now.milliseconds - last.milliseconds < TYPING) Object.assign(last, now);
  else draft.events.push({ number: draft.events.length + 1, kind, question, ...now });
}
