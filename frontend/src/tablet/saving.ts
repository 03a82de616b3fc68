// Whether what was just done is kept, said where the person looks; and what to do when it is not.

import type { Draft } from "./records.ts";
import type { Visit } from "./visit.ts";
import { say } from "./words.ts";
import { Unreadable } from "./photos.ts";

const PAUSE = 2_000;
let line: HTMLElement | null = null;
let shown: number | undefined;
let pending = 0;

/** The element that says "Saved". */
export function tellSavingIn(element: HTMLElement): void {
  line = element;
}

/** Waits until a change is kept, and draws it; a change that could not be kept is said, and stays on the screen. */
export async function keeping(saved: Promise<Draft>, visit: Visit): Promise<void> {
  pending += 1;
  tell("", "");
  try {
    visit.refresh(await saved);
    if (pending === 1) tell(say("Saved"), "");
  } catch (error) {
    tell(reason(error), "bad");
  } finally {
    pending -= 1;
  }
}

export function tell(text: string, tone: string): void {
  if (!line) return;
  line.className = `saved ${tone}`;
  line.textContent = text;
  window.clearTimeout(shown);
  if (!tone) shown = window.setTimeout(() => line && (line.textContent = ""), PAUSE);
}

export function reason(error: unknown): string {
  if (error instanceof Unreadable) {
    return say(
      "This picture cannot be read. Set the camera to JPEG (on an iPad: Settings, Camera, Formats, Most Compatible) and take it again.",
    );
  }
  if (error instanceof DOMException && error.name === "QuotaExceededError") {
    return say(
      "The tablet is full: this was not kept. Remove other things from it, then try again. All that was kept before is safe.",
    );
  }
  return say("This was not kept: {error}", { error: error instanceof Error ? error.message : String(error) });
}
