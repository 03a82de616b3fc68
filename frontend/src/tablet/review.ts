// Before it is sent: what is open, when the visit ended, and how much there is of it.

import { app, go, to } from "./app.ts";
import { SECRET_KINDS, questionsOf } from "./checklist.ts";
import { button, h, icon, link } from "./dom.ts";
import { lastAnswered, leave, review, submit } from "./drafts.ts";
import { exportVisit } from "./export.ts";
import { asked } from "./form.ts";
import { siteHead } from "./home.ts";
import { problemAt } from "./problems.ts";
import { keeping, reason, tell } from "./saving.ts";
import { score } from "./scoring.ts";
import { openQuestions, sectionOf, withPhotos, type Visit } from "./visit.ts";
import { moment, read, say } from "./words.ts";

export async function reviewView(visit: Visit): Promise<HTMLElement> {
  const { draft } = visit;
  if (!draft.reviewed) visit.draft = await review(draft.id);
  const open = openQuestions(visit);
  // Whatever the server says, the visit can be handed over in another way.
  const refused =
    draft.refusal !== null && button("plain", "download", say("Save to a file"), () => exportVisit(visit));
  const send = button("main", "send", say("Submit"), () => finish(visit), { disabled: open.length > 0 });
  return h(
    "main",
    { class: "review", id: "main" },
    h("h1", { tabindex: -1 }, say("Review")),
    siteHead(draft.assignment.site),
    draft.refusal && h("div", { class: "warning" }, icon("alert-triangle"), h("p", {}, draft.refusal)),
    open.length
      ? openList(visit)
      : h(
          "div",
          { class: "ready" },
          icon("circle-check"),
          h("p", {}, say("Everything is answered. Submit the visit: it is sent as soon as there is a network.")),
        ),
    figures(visit),
    ended(visit),
    h("div", { class: "bar" }, link("plain", "arrow-left", say("Back"), to("visit", draft.id)), refused, send),
  );
}

function openList(visit: Visit): HTMLElement {
  const photos = withPhotos(visit);
  const entries = openQuestions(visit).map((question) => {
    const place = sectionOf(visit.document, question.key);
    const text = problemAt(question, visit.draft, photos.has(question.key)) ?? "";
    return h(
      "li",
      {},
      h(
        "a",
        {
          href: to("visit", visit.draft.id, place),
          onclick: () => {
            focusNext = question.key;
          },
        },
        h("strong", {}, read(question.label)),
        h("span", {}, text),
      ),
    );
  });
  return h(
    "section",
    { class: "open-list", "aria-labelledby": "open-title" },
    h("h2", { id: "open-title" }, say("Still open: {n}", { n: entries.length })),
    h("ul", {}, ...entries),
  );
}

let focusNext: string | null = null;

/** The question that a link of the review led to, once. */
export function questionToShow(): string | null {
  const key = focusNext;
  focusNext = null;
  return key;
}

function figures(visit: Visit): HTMLElement {
  const { draft, document, photos } = visit;
  const shown = asked(document, draft.answers, withPhotos(visit)).visible;
  const answers = Object.values(draft.answers);
  const rows: [string, string][] = [
    [say("Questions asked"), String(shown.length)],
    [say("Left out as not applicable"), String(answers.filter((each) => each.not_applicable !== null).length)],
    [say("Photos"), String(photos.length)],
    [say("Begun"), moment(draft.started_at)],
  ];
  // Whoever visits in secret is not told the score: it would colour the next visit.
  if (!SECRET_KINDS.includes(document.kind) && questionsOf(document).length) {
    rows.push([say("Score so far"), score(document, draft.answers).total ?? "–"]);
  }
  return h("dl", { class: "figures" }, ...rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

function ended(visit: Visit): HTMLElement {
  const { draft } = visit;
  const field: HTMLInputElement = h("input", {
    type: "datetime-local",
    id: "left",
    value: local(draft.left_at ?? lastAnswered(draft)),
    onchange: () => void keepLeft(visit, field),
  });
  return h("div", { class: "area" }, h("label", { for: "left" }, say("When did you leave the site?")), field);
}

async function keepLeft(visit: Visit, field: HTMLInputElement): Promise<void> {
  const at = new Date(field.value);
  await keeping(leave(visit.draft.id, Number.isNaN(at.getTime()) ? null : at.toISOString()), visit);
}

/** As a field for local times writes it. */
function local(iso: string): string {
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

async function finish(visit: Visit): Promise<void> {
  try {
    await submit(visit.draft.id);
  } catch (error) {
    tell(reason(error), "bad");
    return;
  }
  go(to("sent", visit.draft.id));
  app.send();
}
