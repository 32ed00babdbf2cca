/*
 * Small pictures are made by the worker a moment after a file has come. Until then there is none, so
 * the page asks again, for as long as a worker may be away.
 */
const AGAIN_MS = 2_000;
const TRIES = 150;
const tries = new WeakMap<HTMLImageElement, number>();

document.addEventListener(
  "error",
  (event) => {
    const picture = event.target;
    if (!(picture instanceof HTMLImageElement) || !picture.hasAttribute("data-again")) return;
    const count = (tries.get(picture) ?? 0) + 1;
    tries.set(picture, count);
    if (count > TRIES) return;
    const address = new URL(picture.src);
    address.searchParams.set("again", String(count));
    setTimeout(() => {
      if (picture.isConnected) picture.src = address.href;
    }, AGAIN_MS);
  },
  true,
);
