// The first view: what is offered, what is to be done, what is under way, what was sent.

import { app, go, to } from "./app.ts";
import type { Kind } from "./checklist.ts";
import * as db from "./db.ts";
import { ask, button, h, icon, link } from "./dom.ts";
import { begin } from "./drafts.ts";
import { mark, warnings } from "./outbox.ts";
import type { Assignment, Draft, DraftState, Move, Site } from "./records.ts";
import { day, moment, named, say, type Word } from "./words.ts";

export const KINDS: Record<Kind, Word> = {
  mystery_visit: "Mystery visit",
  mystery_call: "Mystery call",
  announced: "Announced inspection",
  peer_review: "Peer review",
  self_check: "Self-check",
};

const STATES: Record<DraftState, Word> = {
  open: "Under way",
  queued: "Waits to be sent",
  conflict: "Two versions: decide",
  refused: "Not taken: look at it",
  sent: "Sent",
};

export async function homeView(): Promise<HTMLElement> {
  const all = await db.drafts();
  const own = all.filter((draft) => draft.owner === app.person?.email);
  const moves = (await db.moves()).filter((move) => move.owner === app.person?.email);
  const begun = new Set(own.map((draft) => draft.assignment.id));
  const waiting = (app.board?.assignments ?? []).filter(({ id }) => !begun.has(id));
  if (all.length) mark(all.filter((draft) => draft.state !== "sent").length);
  return h(
    "main",
    { class: "home", id: "main" },
    h("h1", { tabindex: -1 }, say("Visits")),
    ...(await warnings(all)),
    ...listed(say("Under way"), own.filter((draft) => draft.state !== "sent").map(draftCard)),
    ...listed(say("Offered to you"), waiting.filter((each) => stateOf(each, moves) === "offered").map(offerCard)),
    ...listed(say("To be made"), waiting.filter((each) => stateOf(each, moves) === "accepted").map(assignmentCard)),
    ...listed(
      say("Sent, kept here for {n} days", { n: db.KEPT_DAYS }),
      own.filter((draft) => draft.state === "sent").map(draftCard),
    ),
    own.length + waiting.length === 0 && empty(),
  );
}

function empty(): HTMLElement {
  const text = app.board
    ? say("No visits are assigned to you. New ones appear here by themselves.")
    : say("Nothing is on board yet. Connect to the network once, signed in, to fetch your visits.");
  return h("div", { class: "empty" }, icon("clipboard-list"), h("p", {}, text));
}

function listed(title: string, cards: HTMLElement[]): HTMLElement[] {
  return cards.length ? [h("h2", {}, title), h("div", { class: "cards" }, ...cards)] : [];
}

/** As the board has it, but for what was answered since. */
function stateOf(assignment: Assignment, moves: Move[]): string {
  const move = moves.find((each) => each.assignment === assignment.id);
  return move ? { accept: "accepted", decline: "declined", "hand-back": "handed_back" }[move.kind] : assignment.state;
}

export function siteHead(site: Site, level: "h2" | "h3" = "h2"): HTMLElement {
  const address = named(site.address, site.address_zh) || named(site.city, site.city_zh);
  return h(
    "div",
    { class: "site" },
    h(level, {}, named(site.name, site.name_zh)),
    h("p", { class: "muted" }, icon("map-pin"), [site.code, address].filter(Boolean).join(" · ")),
    site.phone ? h("p", {}, icon("phone-call"), h("a", { href: `tel:${site.phone}` }, site.phone)) : null,
  );
}

function windowOf(assignment: Assignment): HTMLElement {
  const { window_from, window_to, site } = assignment;
  const text = say("{from} to {to}", { from: day(window_from, site.time_zone), to: moment(window_to, site.time_zone) });
  return h("p", { class: "when" }, icon("calendar"), text);
}

function dueLine({ file_by, site }: Assignment): HTMLElement {
  return h("p", { class: "when" }, icon("clock"), say("Send it by {when}", { when: moment(file_by, site.time_zone) }));
}

function badge(assignment: Assignment): HTMLElement {
  return h("span", { class: `badge ${assignment.kind}` }, say(KINDS[assignment.kind]));
}

function card(assignment: Assignment, ...more: (HTMLElement | false | null)[]): HTMLElement {
  const persona = assignment.persona ? h("p", { class: "persona" }, assignment.persona) : null;
  return h(
    "article",
    { class: "card" },
    badge(assignment),
    siteHead(assignment.site, "h3"),
    windowOf(assignment),
    dueLine(assignment),
    persona,
    ...more,
  );
}

function offerCard(assignment: Assignment): HTMLElement {
  return card(
    assignment,
    h(
      "div",
      { class: "actions" },
      button("plain", "x", say("Decline"), () =>
        reply(assignment, "decline", say("Decline this visit"), say("Another auditor gets it. HQ reads your reason.")),
      ),
      button("main", "check", say("Accept"), () => move(assignment, "accept", "")),
    ),
  );
}

function assignmentCard(assignment: Assignment): HTMLElement {
  return card(
    assignment,
    h(
      "div",
      { class: "actions" },
      button("plain", "arrow-back-up", say("Hand back"), () =>
        reply(
          assignment,
          "hand-back",
          say("Hand this visit back"),
          say("Another auditor gets it. HQ reads your reason."),
        ),
      ),
      button("main", "player-play", say("Start visit"), () => start(assignment)),
    ),
  );
}

function draftCard(draft: Draft): HTMLElement {
  const { id, state } = draft;
  const opens = state === "open" || state === "refused" ? to("visit", id) : to("sent", id);
  const gone = state === "open" && app.board && !app.board.assignments.some((each) => each.id === draft.assignment.id);
  return card(
    draft.assignment,
    h("p", { class: `state ${state}` }, say(STATES[state]), " · ", moment(draft.changed_at)),
    gone
      ? h("p", { class: "note" }, say("No longer on your list. You can still finish and send it: HQ decides."))
      : null,
    h(
      "div",
      { class: "actions" },
      link(
        state === "sent" ? "plain" : "main",
        state === "open" ? "pencil" : "eye",
        say(state === "open" ? "Go on" : "Open"),
        opens,
      ),
    ),
  );
}

async function start(assignment: Assignment): Promise<void> {
  if (!app.person) return;
  void navigator.storage?.persist?.();
  go(to("visit", (await begin(assignment, app.person)).id));
}

async function reply(assignment: Assignment, kind: Move["kind"], title: string, text: string): Promise<void> {
  const reason = await ask(title, text, title, say("Cancel"), say("Reason"));
  if (reason) await move(assignment, kind, reason);
}

async function move(assignment: Assignment, kind: Move["kind"], reason: string): Promise<void> {
  if (!app.person) return;
  await db.addMove({ assignment: assignment.id, owner: app.person.email, kind, reason });
  app.send();
  app.show();
}
