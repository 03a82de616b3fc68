// What stands around every view: whose tablet it is, the language, the way out, and what waits to be sent.

import { app } from "./app.ts";
import { ask, button, fill, h, icon } from "./dom.ts";
import * as db from "./db.ts";
import { exportVisit } from "./export.ts";
import { Interrupted, call, session } from "./http.ts";
import { outbox } from "./sync.ts";
import { visitOf } from "./visit.ts";
import { languageNow, say, speak } from "./words.ts";

/** The top line, in the present language. */
export function topBar(): HTMLElement {
  const other = languageNow() === "en" ? "zh_CN" : "en";
  const turn = async () => {
    await speak(other);
    app.show();
  };
  return h(
    "header",
    { class: "top" },
    h(
      "a",
      { class: "brand", href: "#/" },
      h("img", { src: document.body.dataset["mark"], alt: "", width: 34, height: 34 }),
      "Servicemark",
    ),
    h("span", { class: "who" }, app.person && [app.person.name, app.board?.auditor].filter(Boolean).join(" · ")),
    button("quiet", "language", other === "en" ? "English" : "中文", turn, { lang: other === "en" ? "en" : "zh-CN" }),
    app.person && button("quiet", "logout", say("Sign out"), leave),
  );
}

/** A newer app waits: it takes over when the person says so, and every draft stays where it is. */
export function drawUpdate(line: HTMLElement): void {
  line.hidden = app.update === null;
  fill(
    line,
    icon("refresh"),
    h("span", {}, say("A new version is ready. What you have entered stays.")),
    button("plain", "refresh", say("Update"), () => app.update?.postMessage("take over")),
  );
}

/** Nobody signs out over what waits to be sent, unless it is in a file. */
async function leave(): Promise<void> {
  const { visits, moves } = await outbox(app.person);
  if (visits + moves > 0) {
    const text = say(
      "Visits or replies wait to be sent. Send them first, or save the visits to a file. They stay on this tablet either way.",
    );
    if (await ask(say("Not everything is sent"), text, say("Save to files"), say("Stay signed in"))) await exportAll();
    return;
  }
  try {
    await session();
    await call("DELETE", "/api/v1/session");
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    if (error.obstacle !== "signed_out") {
      await ask(
        say("No network"),
        say("Signing out needs the network. Lock the tablet until then."),
        say("I see"),
        say("Cancel"),
      );
      return;
    }
  }
  await db.forget("person");
  location.assign("/login?next=/tablet");
}

async function exportAll(): Promise<void> {
  for (const draft of await db.drafts()) {
    if (draft.owner !== app.person?.email || draft.state === "sent") continue;
    const visit = await visitOf(draft.id);
    if (visit) await exportVisit(visit);
  }
}
