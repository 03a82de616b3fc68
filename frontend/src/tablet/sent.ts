// A visit that was submitted: where it is, what the server said, and what can still be done.

import { app, go, to } from "./app.ts";
import { NOTHING, isRings, questionsOf, type Value } from "./checklist.ts";
import { ask, button, h, icon, link } from "./dom.ts";
import { keepBoth, keepMine, keepTheirs, reopen } from "./drafts.ts";
import { exportVisit } from "./export.ts";
import { asked } from "./form.ts";
import { siteHead } from "./home.ts";
import { withPhotos, type Visit } from "./visit.ts";
import { moment, read, say } from "./words.ts";

export function sentView(visit: Visit): HTMLElement {
  const { draft, photos } = visit;
  const left = photos.filter((photo) => !photo.sent).length;
  return h(
    "main",
    { class: "sent", id: "main" },
    h("h1", { tabindex: -1 }, say("Submitted visit")),
    siteHead(draft.assignment.site),
    standing(visit, left),
    draft.state === "conflict" && conflict(visit),
    answers(visit),
    h(
      "div",
      { class: "bar" },
      link("plain", "home", say("All visits"), to("home")),
      draft.state !== "sent" && button("plain", "download", say("Save to a file"), () => exportVisit(visit)),
      draft.state !== "conflict" && button("plain", "pencil", say("Change"), () => change(visit)),
    ),
  );
}

function standing({ draft, photos }: Visit, left: number): HTMLElement {
  const done = draft.state === "sent";
  const texts = {
    queued: left ? say("{n} of {all} photos waiting", { n: left, all: photos.length }) : say("Waits to be sent"),
    sent: say("The server has all of it, received {when}.", { when: moment(draft.sent_at ?? draft.changed_at) }),
    conflict: say("Somebody changed this visit at the server after you last sent it."),
    refused: draft.refusal ?? "",
    open: say("Under way"),
  };
  return h(
    "div",
    { class: done ? "ready" : "warning" },
    icon(done ? "circle-check" : "cloud-upload"),
    h("p", { role: "status" }, texts[draft.state]),
  );
}

/** Nothing is thrown away without a word: what differs is named, and both can stand. */
function conflict(visit: Visit): HTMLElement {
  const { id, theirs } = visit.draft;
  const decide = async (choice: Promise<unknown>) => {
    await choice;
    app.send();
    app.show();
  };
  return h(
    "section",
    { class: "conflict" },
    h("h2", {}, say("Two versions")),
    theirs?.answers && differences(visit),
    h("p", {}, say("Keep both when you are not sure: HQ then decides.")),
    h(
      "div",
      { class: "actions" },
      button("main", "copy", say("Keep both"), () => decide(keepBoth(id))),
      button("plain", "upload", say("Keep mine"), () => whyChanged(async (why) => decide(keepMine(id, why)))),
      button("plain", "download", say("Keep theirs"), () => decide(keepTheirs(id))),
    ),
  );
}

function differences({ document, draft }: Visit): HTMLElement {
  const theirs = draft.theirs?.answers ?? {};
  const changed = questionsOf(document).filter(
    ({ key }) => told(draft.answers[key]?.value ?? null) !== told(theirs[key]?.value ?? null),
  );
  return h(
    "table",
    {},
    h("thead", {}, h("tr", {}, h("th", {}, say("Question")), h("th", {}, say("Mine")), h("th", {}, say("Theirs")))),
    h(
      "tbody",
      {},
      ...changed.map(({ key, label }) =>
        h(
          "tr",
          {},
          h("td", {}, read(label)),
          h("td", {}, told(draft.answers[key]?.value ?? null)),
          h("td", {}, told(theirs[key]?.value ?? null)),
        ),
      ),
    ),
  );
}

function answers(visit: Visit): HTMLElement {
  const shown = new Set(asked(visit.document, visit.draft.answers, withPhotos(visit)).visible);
  const rows = questionsOf(visit.document)
    .filter(({ key }) => shown.has(key))
    .flatMap((question) => {
      const answer = visit.draft.answers[question.key] ?? NOTHING;
      const chosen = question.choices?.find(({ key }) => key === answer.value);
      const text =
        answer.not_applicable !== null ? say("Does not apply") : chosen ? read(chosen.label) : told(answer.value);
      return [h("dt", {}, read(question.label)), h("dd", {}, text, answer.note && h("small", {}, answer.note))];
    });
  return h("dl", { class: "figures" }, ...rows);
}

function told(value: Value): string {
  if (value === null) return "–";
  if (typeof value === "boolean") return value ? say("Yes") : say("No");
  return isRings(value)
    ? say("{rings} rings · {seconds} s", { rings: value.rings, seconds: value.seconds })
    : String(value);
}

/** What the server has already is changed as a further version, with a reason. */
async function change(visit: Visit): Promise<void> {
  const { id, etag } = visit.draft;
  const again = async (why: string | null) => {
    await reopen(id, why);
    go(to("visit", id));
  };
  await (etag ? whyChanged(again) : again(null));
}

async function whyChanged(then: (why: string) => Promise<void>): Promise<void> {
  const text = say("It is sent again as a new version. HQ reads both, and your reason.");
  const why = await ask(say("Change what was sent?"), text, say("Change"), say("Cancel"), say("Reason"));
  if (why) await then(why);
}
