/*
 * Keeps the crew's empty page and its files on the phone. Nothing of an order is kept here: pages
 * with data always come from the server. Served at /unit/worker.js with the list of files before it.
 */
interface Later extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Later {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Woken extends Later {
  notification: { close(): void };
}
interface Worker {
  QUANJU: { shell: string; page: string; files: string[]; waits: [string, string] };
  skipWaiting(): Promise<void>;
  clients: {
    claim(): Promise<void>;
    matchAll(options: { type: "window" }): Promise<readonly { url: string; focus(): Promise<unknown> }[]>;
    openWindow(url: string): Promise<unknown>;
  };
  registration: { showNotification(title: string, options: object): Promise<void> };
  addEventListener(name: "install" | "activate" | "push", take: (event: Later) => void): void;
  addEventListener(name: "notificationclick", take: (event: Woken) => void): void;
  addEventListener(name: "fetch", take: (event: Fetching) => void): void;
}

const worker = self as unknown as Worker;
const { shell, page, files, waits } = worker.QUANJU;
const SHELF = "quanju-unit-1";
const PATIENCE_MS = 8_000;

/** The shell anew, in the language and colours chosen last, with what it needs; the rest goes. */
async function refill(): Promise<void> {
  const shelf = await caches.open(SHELF);
  await shelf.add(new Request(shell, { cache: "reload" }));
  const have = new Set((await shelf.keys()).map((one) => new URL(one.url).pathname));
  await shelf.addAll(files.filter((file) => !have.has(file)));
  for (const one of await shelf.keys()) {
    const { pathname } = new URL(one.url);
    if (pathname !== shell && !files.includes(pathname)) await shelf.delete(one);
  }
}

async function orShell(request: Request, event: Fetching): Promise<Response> {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok) event.waitUntil(refill().catch(() => undefined));
    return answer;
  } catch {
    return (await caches.match(shell)) ?? Response.error();
  }
}

async function fromShelf(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

const MAPS = "quanju-unit-map-1";
const MOST_KEPT = 400;
const built = new URL(files[0] ?? "/", location.origin).pathname.replace(/[^/]*$/, "");
const isTile = (path: string): boolean => path.startsWith("/geo/tiles/");

/**
 * The map of the way stays without signal: base map tiles that were seen, and the built file that draws
 * them, which is asked for after first paint. Neither tells anything of an order.
 */
async function mapFile(request: Request, event: Fetching): Promise<Response> {
  const kept = await caches.match(request);
  if (kept && !isTile(new URL(request.url).pathname)) return kept;
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok) event.waitUntil(keepOnShelf(request, answer.clone()).catch(() => undefined));
    return answer;
  } catch {
    return kept ?? Response.error();
  }
}

async function keepOnShelf(request: Request, answer: Response): Promise<void> {
  const shelf = await caches.open(MAPS);
  await shelf.put(request, answer);
  const known = await shelf.keys();
  for (const one of known.slice(0, Math.max(0, known.length - MOST_KEPT))) await shelf.delete(one);
}

/** Whatever was pushed, the phone says its own words: what waits is asked of our own server. */
worker.addEventListener("push", (event) =>
  event.waitUntil(worker.registration.showNotification(waits[0], { body: waits[1], tag: "waits", renotify: true })),
);

async function openOrder(): Promise<unknown> {
  const open = await worker.clients.matchAll({ type: "window" });
  const there = open.find((one) => new URL(one.url).pathname.startsWith(page));
  return there ? there.focus() : worker.clients.openWindow(page);
}

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openOrder());
});
worker.addEventListener("install", (event) => event.waitUntil(refill().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname === page) event.respondWith(orShell(request, event));
  else if (files.includes(pathname)) event.respondWith(fromShelf(request));
  else if (isTile(pathname) || pathname.startsWith(built)) event.respondWith(mapFile(request, event));
});
