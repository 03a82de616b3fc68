// The photos of a question: taken with the tablet's camera, kept at once, seen before they are sent.

import type { Question } from "./checklist.ts";
import * as db from "./db.ts";
import { ask, button, fill, h, icon } from "./dom.ts";
import { photographed } from "./drafts.ts";
import { keepPhoto } from "./photos.ts";
import type { Control } from "./question.ts";
import type { Photo } from "./records.ts";
import { keeping, reason, tell } from "./saving.ts";
import type { Visit } from "./visit.ts";
import { moment, say } from "./words.ts";

// As many as the server takes with one visit.
const MOST_PHOTOS = 60;

/** The photos, and apart from them what takes another one. */
export function evidence(visit: Visit, question: Question): Control & { camera: HTMLElement } {
  const { key } = question;
  const list = h("div", { class: "photos" });
  const taken = h("input", {
    type: "file",
    accept: "image/*",
    capture: "environment",
    id: `photo-${key}`,
    class: "visually-hidden",
    onchange: () => void take(visit, key, taken),
  });
  const look = question.type === "photo" || question.evidence === "always" ? "main" : "quiet";
  const label = h(
    "label",
    { for: `photo-${key}`, class: `button ${look}` },
    icon("camera"),
    h("span", {}, say("Take a photo")),
  );
  const camera = h("div", { class: "camera" }, taken, label);
  let drawn = "";
  return {
    element: list,
    camera,
    refresh: () => {
      const own = visit.photos.filter((photo) => photo.question === key);
      const now = own.map((photo) => photo.id).join();
      if (now !== drawn) fill(list, ...own.map((photo) => figure(visit, photo)));
      drawn = now;
    },
  };
}

async function take(visit: Visit, question: string, field: HTMLInputElement): Promise<void> {
  const [file] = field.files ?? [];
  if (!file) return;
  if (visit.photos.length >= MOST_PHOTOS)
    return tell(say("No more than {n} photos fit into a visit.", { n: MOST_PHOTOS }), "bad");
  try {
    await keepPhoto(visit.draft.id, question, file);
    visit.photos = await db.photosOf(visit.draft.id);
    await keeping(photographed(visit.draft.id, question), visit);
  } catch (error) {
    tell(reason(error), "bad");
  } finally {
    field.value = "";
  }
}

function figure(visit: Visit, photo: Photo): HTMLElement {
  const address = URL.createObjectURL(photo.blob);
  const text = say("Photo {n}, taken {when}", { n: photo.place, when: moment(photo.taken_at) });
  const picture = h("img", { src: address, alt: text, onload: () => URL.revokeObjectURL(address) });
  const drop = button("quiet", "trash", "", () => void remove(visit, photo), {
    "aria-label": say("Remove photo {n}", { n: photo.place }),
  });
  return h("figure", {}, picture, drop);
}

async function remove(visit: Visit, photo: Photo): Promise<void> {
  if (!(await ask(say("Remove this photo?"), say("It is gone from this tablet then."), say("Remove"), say("Cancel"))))
    return;
  await db.removePhoto(photo);
  visit.photos = await db.photosOf(visit.draft.id);
  visit.refresh();
}
