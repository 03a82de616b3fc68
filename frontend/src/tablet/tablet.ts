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
import { keepSending, sync } from "./sync.ts";
import { visitOf, visitView, type Visit } from "./visit.ts";
import { say, speakAsBefore } from "./words.ts";

const WORKER = "/tablet/worker.js";
const SCOPE = "/tablet";

const root = h("div", { class: "app" });
const update = h("div", { class: "update", hidden: true });
const line = h("div", { class: "outbox" });
const saved = h("p", { class: "saved", "aria-live": "polite" });
let visit: Visit | null = null;
let drawing = 0;

async function show(): Promise<void> {
  const turn = (drawing += 1);
  await remember();
  const view = await viewNow();
  // Somebody went on while this was being put together.
  if (turn !== drawing) return;
  drawUpdate(update);
  fill(root, topBar(), update, line, view, saved);
  document.title = `${say("Visits")} – Servicemark`;
  await drawOutbox(line);
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

/** What another tab or the sending did is shown; what is being typed here stays. */
async function hear(draft: string | null, isHere: boolean): Promise<void> {
  const { view } = placeNow();
  const before = app.person?.email;
  await remember();
  if (before !== app.person?.email) return show();
  if (view === "home" || (draft === visit?.draft.id && visit?.draft.state !== "open")) return show();
  if (visit && draft === visit.draft.id && !isHere) {
    const found = await db.draft(draft);
    visit.photos = await db.photosOf(draft);
    if (found?.state !== visit.draft.state) return show();
    visit.refresh(found);
  }
  await drawOutbox(line);
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
  db.whenChanged((draft, isHere) => void hear(draft, isHere));
  await show();
  keepSending(app.version, () => void drawOutbox(line));
  await listenForUpdates();
}

void start();
