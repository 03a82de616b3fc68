// A visit under way: its sections, the questions of one of them, and what is still open.

import { go, to } from "./app.ts";
import { questionsOf, type ChecklistDocument, type Section } from "./checklist.ts";
import * as db from "./db.ts";
import { button, fill, h, icon, link } from "./dom.ts";
import { asked } from "./form.ts";
import { isOpen } from "./problems.ts";
import { questionCard, type Card } from "./question.ts";
import type { Draft, Photo } from "./records.ts";
import { named, read, say } from "./words.ts";

/** A draft as the views see it: kept anew after every change. */
export interface Visit {
  draft: Draft;
  photos: Photo[];
  document: ChecklistDocument;
  /** Draws what depends on the answers anew. */
  refresh: (draft?: Draft) => void;
}

export function withPhotos(visit: Visit): Set<string> {
  return new Set(visit.photos.map((photo) => photo.question));
}

/** Null when there is no such draft, or its checklist is not on board. */
export async function visitOf(id: string): Promise<Visit | null> {
  const draft = await db.draft(id);
  const checklist = draft && (await db.checklist(draft.checklist));
  if (!draft || !checklist) return null;
  return { draft, photos: await db.photosOf(id), document: checklist.document, refresh: () => undefined };
}

export function visitView(visit: Visit, place: number): HTMLElement {
  const sections = visit.document.sections;
  const at = Math.min(place, sections.length - 1);
  const section = sections[at]!;
  const cards = section.questions.map((question) => questionCard(visit, question));
  const list = h("nav", { class: "sections", "aria-label": say("Sections") });
  const bar = h("div", { class: "bar" }, ...steps(visit, at));
  visit.refresh = (draft) => {
    if (draft) visit.draft = draft;
    redraw(visit, at, cards, list);
  };
  visit.refresh();
  return h(
    "main",
    { class: "visit", id: "main" },
    h("div", { class: "visit-side" }, siteName(visit), list),
    h(
      "div",
      { class: "visit-main" },
      h("h1", { tabindex: -1 }, read(section.label)),
      at === 0 && introduction(visit),
      section.guidance && h("p", { class: "guidance" }, read(section.guidance)),
      ...cards.map((card) => card.element),
    ),
    bar,
  );
}

function siteName({ draft }: Visit): HTMLElement {
  const { site } = draft.assignment;
  return h("p", { class: "visit-site" }, icon("map-pin"), [named(site.name, site.name_zh), site.code, site.phone].filter(Boolean).join(" · "));
}

function introduction({ document, draft }: Visit): HTMLElement | null {
  const persona = draft.assignment.persona || read(document.persona);
  const texts = [read(document.introduction), persona].filter(Boolean);
  return texts.length ? h("div", { class: "introduction" }, ...texts.map((text) => h("p", {}, text))) : null;
}

function redraw(visit: Visit, at: number, cards: Card[], list: HTMLElement): void {
  const shown = new Set(asked(visit.document, visit.draft.answers, withPhotos(visit)).visible);
  for (const card of cards) card.refresh(shown.has(card.key));
  const scrolled = list.scrollLeft;
  fill(list, ...visit.document.sections.map((section, number) => sectionLink(visit, section, number, at, shown)));
  list.scrollLeft = scrolled;
}

function sectionLink(visit: Visit, section: Section, number: number, at: number, shown: Set<string>): HTMLElement {
  const photos = withPhotos(visit);
  const questions = section.questions.filter(({ key }) => shown.has(key));
  const open = questions.filter((question) => isOpen(question, visit.draft, photos.has(question.key))).length;
  const count = open ? say("{n} open", { n: open }) : say("Done");
  return h(
    "a",
    { href: to("visit", visit.draft.id, number), class: open ? "" : "done", "aria-current": number === at && "step" },
    icon(open ? "circle-dashed" : "circle-check"),
    h("span", {}, read(section.label)),
    h("small", {}, count),
  );
}

/** In reach of the thumb: back, and what comes next. */
function steps(visit: Visit, at: number): HTMLElement[] {
  const { id } = visit.draft;
  const isLast = at === visit.document.sections.length - 1;
  const back =
    at === 0
      ? link("plain", "home", say("All visits"), to("home"))
      : link("plain", "arrow-left", say("Back"), to("visit", id, at - 1));
  const next = isLast
    ? button("main", "list-check", say("Review"), () => go(to("review", id)))
    : button("main", "arrow-right", say("Next section"), () => go(to("visit", id, at + 1)));
  return isLast ? [back, next] : [back, link("plain", "list-check", say("Review"), to("review", id)), next];
}

/** The number of the section that a question is in. */
export function sectionOf(document: ChecklistDocument, key: string): number {
  return document.sections.findIndex((section) => section.questions.some((question) => question.key === key));
}

export function openQuestions(visit: Visit) {
  const photos = withPhotos(visit);
  const shown = new Set(asked(visit.document, visit.draft.answers, photos).visible);
  return questionsOf(visit.document).filter(
    (question) =>
      shown.has(question.key) &&
      (isOpen(question, visit.draft, photos.has(question.key)) || visit.draft.problems[question.key]),
  );
}
