// Sending one visit: its photos first, in pieces that can be taken up again, then what was answered.

import * as db from "./db.ts";
import type { Answers } from "./checklist.ts";
import { Interrupted, call, json, send } from "./http.ts";
import type { Draft, Photo, Receipt } from "./records.ts";

const PIECE = 256 * 1024;
const TRIES = 3;

interface Problem {
  detail?: string;
  missing?: string[];
  fields?: Record<string, string>;
}

/** The server will not take this, however often it is sent; its own words. */
class Refused extends Error {}

/** Sends a queued draft; what the server says of it is kept with it. Interrupted when it has to be tried again. */
export async function sendVisit(id: string, app: string, device: string): Promise<void> {
  try {
    for (let round = 0; round < TRIES; round += 1) {
      for (const photo of await db.photosOf(id)) if (!photo.sent) await sendPhoto(photo);
      if (await sendAnswers(id, app, device)) return;
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return settle(id, { state: "refused", refusal: error.message, problems: {}, theirs: null });
  }
  throw new Interrupted("busy");
}

/** Asks how much the server has, and sends the rest. A photo that arrived broken is sent again from its beginning. */
async function sendPhoto(photo: Photo): Promise<void> {
  const address = `/api/v1/photos/${photo.sha256}`;
  const standing = await call("HEAD", address);
  let offset = offsetOf(standing);
  let failures = 0;
  for (let whole = standing.ok; !whole;) {
    // With nothing left to send the empty piece asks the server to finish what it has.
    const answer = await sendPiece(address, photo, offset);
    whole = answer.status === 201;
    const next = answer.status === 422 ? 0 : offsetOf(answer);
    if (next <= offset && !whole) failures += 1;
    if (failures >= TRIES || ![201, 204, 409, 422].includes(answer.status)) throw await refusal(answer);
    offset = next;
  }
  await db.changePhoto(photo.id, (kept) => {
    kept.sent = true;
  });
}

async function sendPiece(address: string, photo: Photo, offset: number): Promise<Response> {
  const headers = {
    "content-type": "application/offset+octet-stream",
    "upload-offset": String(offset),
    "upload-length": String(photo.size),
  };
  return call("PATCH", address, headers, photo.blob.slice(offset, offset + PIECE));
}

function offsetOf(answer: Response): number {
  return Number(answer.headers.get("upload-offset")) || 0;
}

async function refusal(answer: Response): Promise<Refused> {
  const told = (await answer.json().catch(() => ({}))) as Problem;
  return new Refused(told.detail ?? String(answer.status));
}

/** True once the server has said what becomes of it; false when it misses photos, which are sent again. */
async function sendAnswers(id: string, app: string, device: string): Promise<boolean> {
  const draft = await db.draft(id);
  if (draft?.state !== "queued") return true;
  const photos = await db.photosOf(id);
  const address = `/api/v1/assignments/${draft.assignment.id}/filings/${id}`;
  const content = contentOf(draft, photos, app, device);
  const version = draft.etag ? { "if-match": draft.etag } : { "if-none-match": "*" };
  const answer = await send("PUT", address, content, version as Record<string, string>);
  const told = await json<Receipt & Problem>(answer);
  if (answer.ok) return keepReceipt(draft, photos, told, answer.headers.get("etag"));
  if (answer.status === 409 && told.missing?.length) return resend(photos, told.missing);
  await settle(id, await outcomeOf(answer, told, address));
  return true;
}

/** What is sent: exactly this, so that sending it again gives the same bytes but for `client_now`. */
export function contentOf(draft: Draft, photos: Photo[], app: string, device: string) {
  return {
    checklist: draft.checklist,
    started_at: draft.started_at,
    left_at: draft.left_at,
    submitted_at: draft.submitted_at,
    client_now: new Date().toISOString(),
    answers: answersOf(draft.answers),
    photos: photos.map(({ question, place, sha256, size, taken_at, latitude, longitude, accuracy, mocked }) => ({
      question,
      place,
      sha256,
      size,
      taken_at,
      latitude,
      longitude,
      accuracy,
      mocked,
    })),
    events: draft.events,
    app,
    device,
    ...(draft.etag && draft.reason ? { reason: draft.reason } : {}),
  };
}

/** Only what says something. */
function answersOf(answers: Answers): Answers {
  return Object.fromEntries(
    Object.entries(answers).filter(
      ([, { value, not_applicable, note }]) => value !== null || not_applicable !== null || note,
    ),
  );
}

/** Nothing counts as sent before the receipt names this visit and every photo of it. */
async function keepReceipt(draft: Draft, photos: Photo[], receipt: Receipt, etag: string | null): Promise<boolean> {
  if (receipt.filing !== draft.id || !etag || !Array.isArray(receipt.photos)) throw new Interrupted("portal");
  const missing = photos.map((photo) => photo.sha256).filter((sha256) => !receipt.photos.includes(sha256));
  if (missing.length) return resend(photos, missing);
  await db.changeDraft(draft.id, (kept) => {
    kept.etag = etag;
    kept.receipt = receipt;
    kept.sent_at = new Date().toISOString();
    // Somebody may have taken it up again while it was on its way.
    if (kept.state === "queued" && kept.submitted_at === draft.submitted_at) kept.state = "sent";
  });
  return true;
}

async function resend(photos: Photo[], missing: string[]): Promise<false> {
  for (const photo of photos.filter(({ sha256 }) => missing.includes(sha256))) {
    await db.changePhoto(photo.id, (kept) => {
      kept.sent = false;
    });
  }
  return false;
}

type Outcome = Pick<Draft, "state" | "refusal" | "problems" | "theirs">;

async function outcomeOf(answer: Response, told: Problem, address: string): Promise<Outcome> {
  const refused: Outcome = {
    state: "refused",
    refusal: told.detail ?? String(answer.status),
    problems: {},
    theirs: null,
  };
  if (answer.status === 422) return { ...refused, ...complaints(refused.refusal ?? "", told.fields ?? {}) };
  // Of both the server tells the version that it has: an edit from elsewhere, or this very visit before it was changed.
  const etag = answer.headers.get("etag");
  if (!etag || (answer.status !== 412 && answer.status !== 409)) return refused;
  const current = await call("GET", address);
  const theirs = current.ok ? (await json<{ content: { answers: Answers } }>(current)).content.answers : null;
  return { ...refused, state: "conflict", theirs: { etag, answers: theirs } };
}

const AT_ANSWER = /^answers\.([^.]+)/;

/** What is wrong by question, from places such as `answers.price.value`; what is at no question is told of the whole. */
function complaints(detail: string, fields: Record<string, string>): Pick<Draft, "refusal" | "problems"> {
  const problems: Record<string, string> = {};
  let refusal = detail;
  for (const [place, text] of Object.entries(fields)) {
    const key = AT_ANSWER.exec(place)?.[1];
    if (key) problems[key] = text;
    else refusal += ` ${place}: ${text}`;
  }
  return { refusal, problems };
}

async function settle(id: string, outcome: Outcome): Promise<void> {
  await db.changeDraft(id, (draft) => {
    if (draft.state === "queued") Object.assign(draft, outcome);
  });
}
