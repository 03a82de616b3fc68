// The tablet's own database. Every change is one transaction that reads first, so that two tabs never undo each other.

import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Board, Checklist, Draft, Move, Person, Photo } from "./records.ts";

interface Kept extends DBSchema {
  kept: { key: string; value: Person | Board | string };
  checklists: { key: string; value: Checklist };
  drafts: { key: string; value: Draft; indexes: { owner: string } };
  photos: { key: string; value: Photo; indexes: { draft: string } };
  moves: { key: string; value: Move };
}

const NAME = "servicemark-tablet";
const DAY = 24 * 3600 * 1000;

// How long what was sent stays here, after the receipt.
export const KEPT_DAYS = 14;

let opened: Promise<IDBPDatabase<Kept>> | undefined;
const channel = new BroadcastChannel(NAME);

type Listener = (draft: string | null, here: boolean) => void;
const listeners: Listener[] = [];

/** Calls back after every change, of other tabs too: the id of the draft, or none for anything else. */
export function whenChanged(listener: Listener): void {
  channel.addEventListener("message", (event: MessageEvent<string | null>) => listener(event.data, false));
  listeners.push(listener);
}

function tell(draft: string | null): void {
  channel.postMessage(draft);
  for (const listener of listeners) listener(draft, true);
}

/** Rejects where the browser keeps nothing, as some private windows do. */
export function database(): Promise<IDBPDatabase<Kept>> {
  opened ??= openDB<Kept>(NAME, 1, {
    upgrade(made) {
      made.createObjectStore("kept");
      made.createObjectStore("checklists", { keyPath: "id" });
      made.createObjectStore("drafts", { keyPath: "id" }).createIndex("owner", "owner");
      made.createObjectStore("photos", { keyPath: "id" }).createIndex("draft", "draft");
      made.createObjectStore("moves", { keyPath: "assignment" });
    },
    // A newer app waits in another tab for this one to let go.
    blocking: async () => (await database()).close(),
  });
  return opened;
}

export async function kept<T extends Person | Board | string>(name: string): Promise<T | undefined> {
  return (await (await database()).get("kept", name)) as T | undefined;
}

export async function keep(name: string, value: Person | Board | string): Promise<void> {
  if (isSame(await kept(name), value)) return;
  await (await database()).put("kept", value, name);
  tell(null);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export async function forget(name: string): Promise<void> {
  await (await database()).delete("kept", name);
  tell(null);
}

/** The board with the checklists that it names, all or nothing. Checklists of drafts are never taken away. */
export async function keepBoard(owner: string, board: Board): Promise<void> {
  if (isSame(await kept(boardOf(owner)), board)) return;
  const change = (await database()).transaction(["kept", "checklists"], "readwrite");
  await change.objectStore("kept").put(board, boardOf(owner));
  for (const checklist of board.checklists) await change.objectStore("checklists").put(checklist);
  await change.done;
  tell(null);
}

export function boardOf(owner: string): string {
  return `board of ${owner}`;
}

export async function checklist(id: string): Promise<Checklist | undefined> {
  return (await database()).get("checklists", id);
}

export async function draft(id: string): Promise<Draft | undefined> {
  return (await database()).get("drafts", id);
}

/** Everybody's, the one that was changed last first. */
export async function drafts(): Promise<Draft[]> {
  const all = await (await database()).getAll("drafts");
  return all.sort((one, other) => other.changed_at.localeCompare(one.changed_at));
}

/** Adds a draft unless its owner has one of this assignment that the server does not have; gives the one there is. */
export async function addDraft(made: Draft): Promise<Draft> {
  const change = (await database()).transaction("drafts", "readwrite", { durability: "strict" });
  const own = await change.store.index("owner").getAll(made.owner);
  const before = own.find((each) => each.assignment.id === made.assignment.id && each.id !== made.id);
  if (!before) await change.store.put(made);
  await change.done;
  tell((before ?? made).id);
  return before ?? made;
}

/** Reads a draft, changes it and writes it back. Rejects when it could not be written. */
export async function changeDraft(id: string, alter: (draft: Draft) => void): Promise<Draft> {
  const change = (await database()).transaction("drafts", "readwrite", { durability: "strict" });
  const found = await change.store.get(id);
  if (!found) throw new Error(`no draft ${id}`);
  alter(found);
  found.changed_at = new Date().toISOString();
  await change.store.put(found);
  await change.done;
  tell(id);
  return found;
}

/** A copy of a draft with its photos under another id, in place of the one there was. */
export async function addCopy(
  made: Draft,
  photos: Photo[],
  alter: (before: Draft) => void,
  before: string,
): Promise<void> {
  const change = (await database()).transaction(["drafts", "photos"], "readwrite", { durability: "strict" });
  const old = await change.objectStore("drafts").get(before);
  if (old) {
    alter(old);
    await change.objectStore("drafts").put(old);
  }
  await change.objectStore("drafts").put(made);
  for (const photo of photos) await change.objectStore("photos").put(photo);
  await change.done;
  tell(made.id);
}

export async function photosOf(draft: string): Promise<Photo[]> {
  const all = await (await database()).getAllFromIndex("photos", "draft", draft);
  return all.sort((one, other) => one.question.localeCompare(other.question) || one.place - other.place);
}

export async function putPhoto(photo: Photo): Promise<void> {
  await (await database()).put("photos", photo);
  tell(photo.draft);
}

export async function changePhoto(id: string, alter: (photo: Photo) => void): Promise<void> {
  const change = (await database()).transaction("photos", "readwrite");
  const found = await change.store.get(id);
  if (found) {
    alter(found);
    await change.store.put(found);
  }
  await change.done;
  if (found) tell(found.draft);
}

/** Adds what became known of a photo later. What was submitted stays as it was: sent again it must be the same. */
export async function addToPhoto(id: string, known: Partial<Photo>): Promise<void> {
  const change = (await database()).transaction(["drafts", "photos"], "readwrite");
  const found = await change.objectStore("photos").get(id);
  const isOpen = found && (await change.objectStore("drafts").get(found.draft))?.state === "open";
  if (found && isOpen) await change.objectStore("photos").put({ ...found, ...known });
  await change.done;
  if (found && isOpen) tell(found.draft);
}

export async function removePhoto(photo: Photo): Promise<void> {
  await (await database()).delete("photos", photo.id);
  tell(photo.draft);
}

export async function moves(): Promise<Move[]> {
  return (await database()).getAll("moves");
}

export async function addMove(move: Move): Promise<void> {
  await (await database()).put("moves", move);
  tell(null);
}

export async function removeMove(assignment: string): Promise<void> {
  await (await database()).delete("moves", assignment);
  tell(null);
}

/** Drops what was sent two weeks ago and more, if the receipt names every photo; nothing else is ever dropped. */
export async function clearOut(now: number): Promise<void> {
  for (const each of await drafts()) {
    if (each.state !== "sent" || !each.sent_at || now - Date.parse(each.sent_at) < KEPT_DAYS * DAY) continue;
    const photos = await photosOf(each.id);
    if (!photos.every((photo) => each.receipt?.photos.includes(photo.sha256))) continue;
    const change = (await database()).transaction(["drafts", "photos"], "readwrite");
    for (const photo of photos) await change.objectStore("photos").delete(photo.id);
    await change.objectStore("drafts").delete(each.id);
    await change.done;
  }
}
