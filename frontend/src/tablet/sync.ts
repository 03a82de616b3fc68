// When things are sent: one tab at a time, after every reason to try, and again later and later while that fails.

import * as db from "./db.ts";
import { Interrupted, call, json, send, session, type Obstacle } from "./http.ts";
import type { Board, BoardGiven, Draft, Move, Person } from "./records.ts";
import { REFERENCE_ADDRESS, REFERENCE_PHOTOS } from "./reference.ts";
import { sendVisit } from "./sending.ts";
import { uuid7 } from "./uuid.ts";

const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 5 * 60_000;
const LOCK = "servicemark-tablet-sending";

/** What came of the last try. */
export type Connection = "unknown" | "online" | "sending" | Obstacle;

let connection: Connection = "unknown";
let waiting = false;
let failures = 0;
let timer: number | undefined;
let listener: () => void = () => undefined;

export function connectionNow(): Connection {
  return connection;
}

/** What waits to be sent, counted from what is kept. `others`: visits of other people who use this tablet. */
export interface Outbox {
  visits: number;
  photos: number;
  photosLeft: number;
  moves: number;
  others: number;
}

interface Count {
  all: number;
  left: number;
}

// Counted once until the draft changes: with many visits waiting the photos are much to read.
const counts = new Map<string, Promise<Count>>();
db.whenChanged((draft) => draft && counts.delete(draft));

async function count(draft: string): Promise<Count> {
  const photos = await db.photosOf(draft);
  return { all: photos.length, left: photos.filter((photo) => !photo.sent).length };
}

function counted(draft: string): Promise<Count> {
  const known = counts.get(draft) ?? count(draft);
  counts.set(draft, known);
  return known;
}

export async function outbox(person: Person | undefined): Promise<Outbox> {
  const queued = (await db.drafts()).filter((draft) => draft.state === "queued");
  const own = queued.filter((draft) => draft.owner === person?.email);
  const photos = await Promise.all(own.map((draft) => counted(draft.id)));
  return {
    visits: own.length,
    photos: photos.reduce((sum, { all }) => sum + all, 0),
    photosLeft: photos.reduce((sum, { left }) => sum + left, 0),
    moves: (await db.moves()).filter((move) => move.owner === person?.email).length,
    others: queued.length - own.length,
  };
}

/** Try now, and from now on whenever there is a reason to; `changed` is called when the connection is another. */
export function keepSending(app: string, changed: () => void): void {
  listener = changed;
  const again = () => void sync(app);
  window.addEventListener("online", again);
  window.addEventListener("pageshow", again);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && again());
  again();
}

/** At most one call of a page waits while another one (of any tab) is at work: a submit is never overlooked. */
export async function sync(app: string): Promise<void> {
  if (waiting) return;
  waiting = true;
  window.clearTimeout(timer);
  await navigator.locks.request(LOCK, async () => {
    waiting = false;
    await attempt(app);
  });
}

async function attempt(app: string): Promise<void> {
  try {
    await exchange(app);
    failures = 0;
    become("online");
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    become(error.obstacle);
    if (error.obstacle !== "signed_out" && error.obstacle !== "forbidden") retry(app, error.after);
  }
}

function retry(app: string, after: number | null): void {
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures) * (0.75 + Math.random() / 2);
  failures += 1;
  timer = window.setTimeout(() => void sync(app), after ? after * 1000 : wait);
}

function become(now: Connection): void {
  connection = now;
  listener();
}

async function exchange(app: string): Promise<void> {
  const who = await session();
  if (!who.permissions.includes("visits:assigned:make")) throw new Interrupted("forbidden");
  const person: Person = { email: who.email, name: who.name };
  await db.keep("person", person);
  await sendMoves(person);
  await fetchBoard(person);
  const device = await deviceName();
  for (const draft of await queuedOf(person)) {
    become("sending");
    await sendVisit(draft.id, app, device);
  }
  await db.clearOut(Date.now());
}

/** In the order in which they were submitted, and under nobody else's name. */
async function queuedOf(person: Person): Promise<Draft[]> {
  const own = (await db.drafts()).filter((draft) => draft.state === "queued" && draft.owner === person.email);
  return own.sort((one, other) => (one.submitted_at ?? "").localeCompare(other.submitted_at ?? ""));
}

async function fetchBoard(person: Person): Promise<void> {
  const answer = await call("GET", "/api/v1/tablet/board");
  if (!answer.ok) throw new Interrupted("forbidden");
  const board = whole(await json<BoardGiven>(answer));
  await db.keepBoard(person.email, board);
  void keepReferencePhotos(board);
}

/** Each assignment with its site; one whose site is not told cannot be made. */
function whole({ auditor, assignments, checklists, sites }: BoardGiven): Board {
  const known = new Map(sites.map((site) => [site.code, site]));
  const complete = assignments.flatMap((each) => {
    const site = known.get(each.site);
    return site ? [{ ...each, site }] : [];
  });
  return { auditor, assignments: complete, checklists };
}

/** Reference photos are looked at offline: the worker gives them from here. */
async function keepReferencePhotos(board: Board): Promise<void> {
  const photos = await caches.open(REFERENCE_PHOTOS);
  const wanted = board.checklists.flatMap(({ document }) =>
    document.sections.flatMap((section) =>
      section.questions.flatMap(({ photo }) => (photo ? [referencePhoto(photo)] : [])),
    ),
  );
  for (const address of new Set(wanted))
    if (!(await photos.match(address))) await photos.add(address).catch(() => undefined);
}

export function referencePhoto(sha256: string): string {
  return REFERENCE_ADDRESS + sha256;
}

/** An offer that is no longer one, or was answered from elsewhere, is told by the next board. */
async function sendMoves(person: Person): Promise<void> {
  for (const move of (await db.moves()).filter(({ owner }) => owner === person.email)) {
    await sendMove(move);
    await db.removeMove(move.assignment);
  }
}

async function sendMove(move: Move): Promise<void> {
  const address = `/api/v1/assignments/${move.assignment}/${move.kind}`;
  await (move.kind === "accept" ? call("POST", address) : send("POST", address, { reason: move.reason }));
}

async function deviceName(): Promise<string> {
  const known = await db.kept<string>("device");
  if (known) return known;
  const made = uuid7();
  await db.keep("device", made);
  return made;
}
