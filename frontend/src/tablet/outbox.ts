// The line that says what waits to be sent and why, and what else the person has to know before working on.

import { app } from "./app.ts";
import type { Draft } from "./records.ts";
import { button, fill, h, icon, link } from "./dom.ts";
import { connectionNow, outbox, type Connection, type Outbox } from "./sync.ts";
import { say, type Word } from "./words.ts";

const DAY = 24 * 3600 * 1000;
const OLD_DAYS = 3;
const LITTLE_ROOM = 200 * 1024 * 1024;
const SIGN_IN = "/login?next=/tablet";

const REASONS: Partial<Record<Connection, Word>> = {
  unknown: "Looking for the network",
  offline: "No network",
  portal: "This network wants you to sign in to it: open any page in the browser",
  busy: "The server is busy, trying again soon",
  forbidden: "This account makes no visits",
};

/** Redraws the line from what is kept; a label alone never says that something was sent. */
export async function drawOutbox(line: HTMLElement): Promise<void> {
  const found = await outbox(app.person);
  const connection = connectionNow();
  const signedOut = connection === "signed_out";
  const waits = found.visits + found.moves > 0;
  line.className = `outbox ${signedOut || connection === "portal" || connection === "forbidden" ? "stop" : waits ? "waits" : "calm"}`;
  fill(
    line,
    icon(waits ? "cloud-upload" : connection === "online" ? "circle-check" : "cloud-off"),
    h("span", { role: "status" }, sentence(found, connection)),
    signedOut && link("plain", "key", say("Sign in"), SIGN_IN),
    waits && !signedOut && connection !== "sending" && button("plain", "refresh", say("Send now"), () => app.send()),
  );
}

function sentence(found: Outbox, connection: Connection): string {
  const parts: string[] = [];
  if (connection === "signed_out") parts.push(say("Sign in again to send"));
  else if (connection === "sending") parts.push(say("Sending"));
  else if (REASONS[connection]) parts.push(say(REASONS[connection]));
  if (found.visits) parts.push(say("Visits waiting: {n}", { n: found.visits }));
  if (found.photosLeft) parts.push(say("{n} of {all} photos waiting", { n: found.photosLeft, all: found.photos }));
  if (found.moves) parts.push(say("Replies waiting: {n}", { n: found.moves }));
  if (!found.visits && !found.moves) parts.push(say("Nothing waits to be sent"));
  if (found.others) parts.push(say("Visits of another person waiting here: {n}", { n: found.others }));
  return parts.join(" · ");
}

/** What may go wrong with what is kept on this tablet, said before it does. */
export async function warnings(drafts: Draft[]): Promise<HTMLElement[]> {
  const own = drafts.filter((draft) => draft.owner === app.person?.email && draft.state !== "sent");
  const isOld = own.some((draft) => Date.now() - Date.parse(draft.started_at) > OLD_DAYS * DAY);
  const room = await navigator.storage?.estimate?.();
  const isFull = room?.quota !== undefined && room.quota - (room.usage ?? 0) < LITTLE_ROOM;
  const found: (HTMLElement | false)[] = [
    isOld &&
      warning(
        "alert-triangle",
        say("A visit here is older than {n} days. Send it soon: a browser may clear what it keeps.", { n: OLD_DAYS }),
      ),
    wasCleared(drafts) &&
      warning(
        "alert-triangle",
        say("The browser has cleared what was kept on this tablet. Visits that were not sent have to be made again."),
        forgetMark(),
      ),
    isFull &&
      warning("database", say("This tablet is nearly full: photos may not be kept. Make room before you start.")),
    !(await isLasting()) &&
      warning(
        "info-circle",
        say(
          "Install this app on the home screen, and do not use a private window: else the browser may clear your visits.",
        ),
      ),
  ];
  return found.filter((each) => each !== false);
}

function warning(name: string, text: string, action: HTMLElement | null = null): HTMLElement {
  return h("div", { class: "warning" }, icon(name), h("p", {}, text), action);
}

function forgetMark(): HTMLElement {
  return button("plain", "check", say("I have read this"), () => {
    mark(0);
    app.show();
  });
}

/** Whether the browser has promised to keep what is here, as it does for installed apps. */
async function isLasting(): Promise<boolean> {
  const installed = matchMedia("(display-mode: standalone)").matches;
  return installed || ((await navigator.storage?.persisted?.()) ?? false);
}

const MARK = "servicemark-tablet-drafts";

/** Beside the database: how many drafts there were. It outlives a database that was lost. */
export function mark(drafts: number): void {
  try {
    localStorage.setItem(MARK, String(drafts));
  } catch {
    // Then nothing can be compared later.
  }
}

function wasCleared(drafts: Draft[]): boolean {
  try {
    return drafts.length === 0 && Number(localStorage.getItem(MARK)) > 0;
  } catch {
    return false;
  }
}
