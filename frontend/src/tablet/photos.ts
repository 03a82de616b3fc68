// From the camera to what is kept: shrunk, hashed, with what is known of it apart from the pixels.

import * as db from "./db.ts";
import type { Photo } from "./records.ts";
import { uuid7 } from "./uuid.ts";

const LONGEST_SIDE = 1600;
const QUALITY = 0.82;
const PATIENCE = 10_000;

/** The browser cannot read this picture. */
export class Unreadable extends Error {}

/** Keeps a picture with a question. Its position follows as soon as the tablet knows it. Unreadable, QuotaExceededError. */
export async function keepPhoto(draft: string, question: string, file: File): Promise<Photo> {
  const blob = await shrunk(file);
  const before = (await db.photosOf(draft)).filter((photo) => photo.question === question);
  const photo: Photo = {
    id: uuid7(),
    draft,
    question,
    place: Math.max(0, ...before.map(({ place }) => place)) + 1,
    sha256: await sha256Of(blob),
    size: blob.size,
    blob,
    taken_at: new Date(Math.min(file.lastModified, Date.now())).toISOString(),
    latitude: null,
    longitude: null,
    accuracy: null,
    mocked: null,
    sent: false,
  };
  await db.putPhoto(photo);
  void place(photo);
  return photo;
}

/** Drawn anew, upright: nothing of the file but its pixels is left. */
async function shrunk(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => {
    throw new Unreadable();
  });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Unreadable())), "image/jpeg", QUALITY);
  });
}

async function sha256Of(blob: Blob): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function place(taken: Photo): Promise<void> {
  const found = await position();
  if (!found) return;
  const { latitude, longitude, accuracy } = found.coords;
  await db.addToPhoto(taken.id, {
    latitude: rounded(latitude),
    longitude: rounded(longitude),
    accuracy: Math.round(accuracy),
    mocked: (found.coords as { mocked?: boolean }).mocked ?? null,
  });
}

/** Null where the tablet does not know, or may not say. */
async function position(): Promise<GeolocationPosition | null> {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(null);
    const options = { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 60_000 };
    navigator.geolocation.getCurrentPosition(resolve, () => resolve(null), options);
  });
}

function rounded(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5;
}
