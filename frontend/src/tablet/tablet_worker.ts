// Keeps the app itself for where there is no network. What is to be kept is known when it is built: the server writes
// `KEPT` before this. A new worker waits until the person says so; it never takes a page over in the middle of a visit.

import { REFERENCE_ADDRESS, REFERENCE_PHOTOS } from "./reference.ts";

declare const KEPT: { version: string; shell: string; files: string[] };

const worker = self as unknown as ServiceWorkerGlobalScope;
const PREFIX = "servicemark-tablet-";
const CACHE = PREFIX + KEPT.version;

worker.addEventListener("install", (event) => event.waitUntil(keepApp()));
worker.addEventListener("activate", (event) => event.waitUntil(dropOlder()));
worker.addEventListener("message", (event) => {
  if (event.data === "take over") void worker.skipWaiting();
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) return;
  if (request.mode === "navigate") {
    if (pathname === KEPT.shell) event.respondWith(kept(CACHE, KEPT.shell, request));
  } else if (KEPT.files.includes(pathname)) {
    event.respondWith(kept(CACHE, pathname, request));
  } else if (pathname.startsWith(REFERENCE_ADDRESS)) {
    event.respondWith(kept(REFERENCE_PHOTOS, pathname, request));
  }
});

/** All of it or nothing. A page that leads to the sign-in is not the app. */
async function keepApp(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(
    [KEPT.shell, ...KEPT.files].map(async (address) => {
      const answer = await fetch(address, { cache: "no-cache", credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error(`${address}: ${answer.status}`);
      await cache.put(address, answer);
    }),
  );
}

async function dropOlder(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
  await worker.clients.claim();
}

async function kept(cache: string, address: string, request: Request): Promise<Response> {
  const found = await (await caches.open(cache)).match(address, { ignoreVary: true });
  return found ?? fetch(request);
}
