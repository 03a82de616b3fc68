// What the tablet keeps: the board as the server last gave it, drafts of visits with their photos, and what waits.

import type { Answers, ChecklistDocument, Kind } from "./checklist.ts";

export interface Site {
  code: string;
  name: string;
  name_zh: string;
  address: string;
  address_zh: string;
  city: string;
  city_zh: string;
  time_zone: string;
  /** Of those that are to be called. A board from before does not have it. */
  phone?: string;
}

export interface Assignment {
  id: string;
  site: Site;
  checklist: string;
  kind: Kind;
  state: string;
  window_from: string;
  window_to: string;
  file_by: string;
  announced: boolean;
  persona: string;
  version: number;
}

/** A version of a checklist. It stays on board as long as a draft needs it, whatever the server gives by then. */
export interface Checklist {
  id: string;
  key: string;
  version: number;
  document: ChecklistDocument;
}

/** As the server gives it: assignments name their sites by code. */
export interface BoardGiven {
  auditor: string;
  assignments: (Omit<Assignment, "site"> & { site: string })[];
  checklists: Checklist[];
  sites: Site[];
}

export interface Board {
  auditor: string;
  assignments: Assignment[];
  checklists: Checklist[];
}

/** Who signed in here last. Drafts belong to the email address and are sent under no other. */
export interface Person {
  email: string;
  name: string;
}

/** One thing that was done to a draft. `milliseconds` since the page was opened (`run`): no clock that is set moves it. */
export interface Happening {
  number: number;
  kind: "open" | "answer" | "change" | "photo" | "submit";
  question: string | null;
  at: string;
  run: string;
  milliseconds: number;
}

/** A timer or a call that is being counted, in milliseconds of the tablet's clock; `seconds` once it was stopped. */
export interface Clock {
  since: number;
  rings: number;
  seconds: string | null;
}

export interface Receipt {
  filing: string;
  state: string;
  sha256: string;
  photos: string[];
  version: number;
}

/** `open`: being written. `queued`: to be sent. `conflict`: the server has another version. `refused`: it will not
 * take it, and says why. `sent`: the server's receipt names every photo. */
export type DraftState = "open" | "queued" | "conflict" | "refused" | "sent";

/** A visit. `schema` only ever grows; `typed`: what was typed and is no value yet. `etag`: the version at the server that
 * this one builds on. */
export interface Draft {
  id: string;
  schema: 1;
  owner: string;
  assignment: Assignment;
  checklist: string;
  state: DraftState;
  started_at: string;
  left_at: string | null;
  submitted_at: string | null;
  changed_at: string;
  reviewed: boolean;
  answers: Answers;
  typed: Record<string, string>;
  clocks: Record<string, Clock>;
  events: Happening[];
  problems: Record<string, string>;
  refusal: string | null;
  reason: string | null;
  etag: string | null;
  theirs: { etag: string; answers: Answers | null } | null;
  receipt: Receipt | null;
  sent_at: string | null;
}

/** What is known of a photo beside its pixels. `mocked`: whether the position was made up, where the tablet knows. */
export interface Photo {
  id: string;
  draft: string;
  question: string;
  place: number;
  sha256: string;
  size: number;
  blob: Blob;
  taken_at: string;
  latitude: number | null;
  longitude: number | null;
  accuracy: number | null;
  mocked: boolean | null;
  sent: boolean;
}

/** An answer to an offer, given before the server heard of it. */
export interface Move {
  assignment: string;
  owner: string;
  kind: "accept" | "decline" | "hand-back";
  reason: string;
}
