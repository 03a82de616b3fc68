// What all views share: who uses the tablet, what is on board, where they are.

import * as db from "./db.ts";
import type { Board, Person } from "./records.ts";

export interface App {
  version: string;
  person: Person | undefined;
  board: Board | undefined;
  /** The worker of a newer app, which waits for a word. */
  update: ServiceWorker | null;
  /** Sends what waits, if it can. */
  send: () => void;
  /** Draws the present view anew. */
  show: () => void;
}

export const app: App = {
  version: document.body.dataset["version"] ?? "",
  person: undefined,
  board: undefined,
  update: null,
  send: () => undefined,
  show: () => undefined,
};

export async function remember(): Promise<void> {
  app.person = await db.kept<Person>("person");
  app.board = app.person && (await db.kept<Board>(db.boardOf(app.person.email)));
}

/** Where the address leads: a view, and what it is of. */
export interface Place {
  view: "home" | "visit" | "review" | "sent";
  id: string;
  section: number;
}

export function placeNow(): Place {
  const [, view = "", id = "", section = ""] = location.hash.split("/");
  const known = view === "visit" || view === "review" || view === "sent" ? view : "home";
  return { view: known, id, section: Number(section) || 0 };
}

export function to(view: "home" | "visit" | "review" | "sent", id = "", section = 0): string {
  return view === "home" ? "#/" : `#/${view}/${id}${section ? `/${section}` : ""}`;
}

export function go(address: string): void {
  location.hash = address;
}
