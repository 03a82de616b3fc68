// The tablet app: begins here, and draws the view that the address names.

import { app, placeNow, remember } from "./app.ts";
import * as db from "./db.ts";
import { fill, h, icon } from "./dom.ts";
import { drawUpdate, topBar } from "./frame.ts";
import { homeView } from "./home.ts";
import { drawOutbox } from "./outbox.ts";
import { questionToShow, reviewView } from "./review.ts";
import { tell, tellSavingIn } from "./saving.ts";
import { sentView } from "./sent.ts";
import { connectionNow, keepSending, sync } from "./sync.ts";
import { visitOf, visitView, type Visit } from "./visit.ts";
import { say, speakAsBefore } from "./words.ts";

const WORKER = "/tablet/worker.js";
const SCOPE = "/tablet";
// From one drawing of what happened by itself to the next; a long queue is sent faster than it can be drawn.
const PAUSE = 300;
const PAUSE_SENDING = 2_000;

const root = h("div", { class: "app" });
const update = h("div", { class: "update", hidden: true });
const line = h("div", { class: "outbox" });
const saved = h("p", { class: "saved", "aria-live": "polite" });
let visit: Visit | null = null;
let drawing = 0;
// When it was last drawn, and what changed since: drafts, and whether that was done elsewhere.
let drawn = 0;
let planned: number | undefined;
const heard = new Map<string, boolean>();

async function show(): Promise<void> {
  const turn = (drawing += 1);
  await remember();
  const view = await viewNow();
  // Somebody went on while this was being put together.
  if (turn !== drawing) return;
  drawUpdate(update);
  fill(root, topBar(), update, line, view, saved);
  document.title = `${say("Visits")} – Servicemark`;
  await drawLine();
}

async function viewNow(): Promise<HTMLElement> {
  const { view, id, section } = placeNow();
  visit = view === "home" ? null : await visitOf(id);
  if (!visit || visit.draft.owner !== app.person?.email) return homeView();
  const isOpen = visit.draft.state === "open" || visit.draft.state === "refused";
  if (!isOpen) return sentView(visit);
  return view === "visit" ? visitView(visit, section) : reviewView(visit);
}

/** A new view begins at its top, with its heading read out; or at the question that was asked for. */
async function move(): Promise<void> {
  tell("", "");
  await show();
  document.querySelector(".sections [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  const key = questionToShow();
  const question = key && document.getElementById(`question-${key}`);
  window.scrollTo(0, 0);
  if (question) question.scrollIntoView({ block: "center" });
  (question ? question.querySelector<HTMLElement>("input, textarea, button") : document.querySelector("h1"))?.focus({
    preventScroll: true,
  });
}

/** What another tab or the sending did is shown soon: once for all that happens within a moment. */
function hear(draft: string | null, isHere: boolean): void {
  if (draft) heard.set(draft, heard.get(draft) || !isHere);
  const pause = connectionNow() === "sending" ? PAUSE_SENDING : PAUSE;
  window.clearTimeout(planned);
  planned = window.setTimeout(() => void catchUp(), Math.max(0, drawn + pause - performance.now()));
}

/** What is being typed here stays. */
async function catchUp(): Promise<void> {
  const changes = new Map(heard);
  heard.clear();
  const before = app.person?.email;
  await remember();
  if (before !== app.person?.email || !visit) return show();
  const { id, state } = visit.draft;
  if (changes.has(id) && state !== "open") return show();
  if (changes.get(id)) {
    const found = await db.draft(id);
    visit.photos = await db.photosOf(id);
    if (found?.state !== state) return show();
    visit.refresh(found);
  }
  await drawLine();
}

async function drawLine(): Promise<void> {
  await drawOutbox(line);
  drawn = performance.now();
}

async function listenForUpdates(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register(WORKER, { scope: SCOPE });
  const offer = () => {
    // The first worker has nothing to take over from.
    app.update = navigator.serviceWorker.controller ? registration.waiting : null;
    drawUpdate(update);
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
  let controlled = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (controlled) location.reload();
    controlled = true;
  });
  offer();
}

async function start(): Promise<void> {
  await speakAsBefore();
  document.body.append(root);
  try {
    await db.database();
  } catch {
    fill(
      root,
      h(
        "main",
        { id: "main", class: "home" },
        h("h1", {}, say("This window keeps nothing")),
        h(
          "div",
          { class: "warning" },
          icon("alert-triangle"),
          h(
            "p",
            {},
            say(
              "A private window, or a browser that may not store anything: visits would be lost. Open the app in an ordinary window.",
            ),
          ),
        ),
      ),
    );
    return;
  }
  app.send = () => void sync(app.version);
  app.show = () => void show();
  tellSavingIn(saved);
  window.addEventListener("hashchange", () => void move());
  db.whenChanged(hear);
  await show();
  keepSending(app.version, () => hear(null, true));
  await listenForUpdates();
}

void start();
