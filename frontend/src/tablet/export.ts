// The last resort: a visit with its photos in a file, to be handed to HQ by other ways.

import { app } from "./app.ts";
import * as db from "./db.ts";
import { h } from "./dom.ts";
import { contentOf } from "./sending.ts";
import type { Visit } from "./visit.ts";

/** Gives the file to the person; nothing is removed here. */
export async function exportVisit({ draft, photos }: Visit): Promise<void> {
  const device = (await db.kept<string>("device")) ?? "";
  const pictures = await Promise.all(photos.map(async ({ sha256, blob }) => ({ sha256, jpeg: await base64(blob) })));
  const whole = {
    filing: draft.id,
    assignment: draft.assignment.id,
    ...contentOf(draft, photos, app.version, device),
    pictures,
  };
  const address = URL.createObjectURL(new Blob([JSON.stringify(whole)], { type: "application/json" }));
  h("a", { href: address, download: `${draft.assignment.site.code}-${draft.id}.json` }).click();
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function base64(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",")[1] ?? "");
    reader.onerror = () => reject(reader.error ?? new Error());
    reader.readAsDataURL(blob);
  });
}
