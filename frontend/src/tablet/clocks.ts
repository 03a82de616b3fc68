// What is measured while it happens: a timer, and a call that rings. Both go on while the page is reloaded.

import { isRings, type CallOutcome, type Question, type Rings } from "./checklist.ts";
import { valueOf } from "./controls.ts";
import { button, h } from "./dom.ts";
import { answer, time, type Turn } from "./drafts.ts";
import { decimalOf, typingProblem } from "./problems.ts";
import type { Control } from "./question.ts";
import type { Clock } from "./records.ts";
import { keeping } from "./saving.ts";
import type { Visit } from "./visit.ts";
import { say, type Word } from "./words.ts";

const TICK = 200;
const OUTCOMES: [CallOutcome, Word][] = [
  ["answered", "Answered"],
  ["machine", "Machine"],
  ["busy", "Busy"],
  ["no_answer", "No answer"],
];

// Where this page saw a clock begin, by a time that no setting of the tablet's clock moves.
const begun = new Map<string, number>();

function started(id: string): Clock {
  begun.set(id, performance.now());
  return { since: Date.now(), rings: 0, seconds: null };
}

/** Seconds with one decimal since a clock was started, however the tablet's own clock was set meanwhile. */
function elapsed(id: string, clock: Clock): string {
  const mark = begun.get(id);
  const passed = mark === undefined ? Date.now() - clock.since : performance.now() - mark;
  return String(Math.max(0, Math.round(passed / 100) / 10));
}

function written(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Calls back now and, as long as the element is on the page, every moment. */
function ticking(element: HTMLElement, draw: () => void): void {
  const timer = window.setInterval(() => (element.isConnected ? draw() : window.clearInterval(timer)), TICK);
}

export function timerControl(visit: Visit, question: Question): Control {
  const { key } = question;
  const id = `${visit.draft.id} ${key}`;
  const clock = () => visit.draft.clocks[key];
  const face = h("output", { class: "clock", "aria-labelledby": `label-${key}` });
  const field: HTMLInputElement = h("input", {
    type: "text",
    inputmode: "decimal",
    id: `answer-${key}`,
    maxlength: 12,
    autocomplete: "off",
    "aria-describedby": `problem-${key}`,
    oninput: () => {
      const seconds = typingProblem(question, field.value) ? null : decimalOf(field.value);
      void keeping(answer(visit.draft.id, key, seconds, field.value), visit);
    },
  });
  const turn: Turn = (running) => (running ? [null, elapsed(id, running)] : [started(id), null]);
  const press = button("main", "player-play", say("Start"), () => keeping(time(visit.draft.id, key, turn), visit));
  const typed = h("div", { class: "typed" }, h("label", { for: `answer-${key}` }, say("Seconds")), field);
  const element = h("div", { class: "timer" }, face, press, typed);
  const refresh = () => {
    const running = clock();
    const value = valueOf(visit, question);
    face.textContent = written(Number(running ? elapsed(id, running) : (value ?? 0)));
    face.classList.toggle("running", running !== undefined);
    press.lastElementChild!.textContent = running ? say("Stop") : value === null ? say("Start") : say("Measure again");
    typed.hidden = running !== undefined;
    const text = visit.draft.typed[key] ?? (typeof value === "string" ? value : "");
    if (document.activeElement !== field && field.value !== text) field.value = text;
  };
  ticking(element, () => clock() && refresh());
  return { element, refresh };
}

/** A tap for each ring; the first starts the seconds, and how the call ends stops them. */
export function ringsControl(visit: Visit, question: Question): Control {
  const { key } = question;
  const id = `${visit.draft.id} ${key}`;
  const clock = () => visit.draft.clocks[key];
  const keepTurn = (turn: Turn) => keeping(time(visit.draft.id, key, turn), visit);
  const rang: Turn = (before = started(id)) => [{ ...before, rings: before.rings + 1 }, null];
  const ring = button("main", "phone-call", say("It rings"), () => keepTurn(rang), { class: "button main ring" });
  const end = (outcome: CallOutcome) =>
    void keepTurn((before = started(id)) => {
      const seconds = before.seconds ?? elapsed(id, before);
      return [
        { ...before, seconds },
        { rings: before.rings, seconds, outcome },
      ];
    });
  const again = button("quiet", "refresh", say("Count again"), () => keepTurn(() => [null, null]));
  const face = h("output", { class: "clock", "aria-live": "off" });
  const outcomes = outcomeFields(key, end);
  const element = h("div", { class: "rings" }, h("div", { class: "rings-count" }, ring, face), outcomes.element, again);
  const refresh = () => {
    const value = valueOf(visit, question);
    face.textContent = summary(id, clock(), isRings(value) ? value : null);
    ring.disabled = isRings(value);
    again.hidden = clock() === undefined && value === null;
    outcomes.show(isRings(value) ? value.outcome : null);
  };
  ticking(element, () => clock()?.seconds === null && refresh());
  return { element, refresh };
}

function summary(id: string, clock: Clock | undefined, ended: Rings | null): string {
  const rings = ended?.rings ?? clock?.rings ?? 0;
  const seconds = ended?.seconds ?? clock?.seconds ?? (clock ? elapsed(id, clock) : "0");
  return say("{rings} rings · {seconds} s", { rings, seconds: Math.floor(Number(seconds)) });
}

function outcomeFields(key: string, end: (outcome: CallOutcome) => void) {
  const fields = OUTCOMES.map(([outcome, label]) => {
    const id = `answer-${key}-${outcome}`;
    const field = h("input", { type: "radio", id, name: `answer-${key}`, onchange: () => end(outcome) });
    return { outcome, field, element: h("div", { class: "option" }, field, h("label", { for: id }, say(label))) };
  });
  const element = h(
    "div",
    { role: "radiogroup", "aria-labelledby": `label-${key}`, class: "options four" },
    ...fields.map((each) => each.element),
  );
  const show = (ended: CallOutcome | null) => {
    for (const { outcome, field } of fields) field.checked = outcome === ended;
  };
  return { element, show };
}
