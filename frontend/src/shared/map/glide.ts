import type Point from "ol/geom/Point";

const GLIDE_MS = 480;
const running = new WeakMap<Point, number>();

/** Moves one sign smoothly to where it now is. */
export function glide(place: Point, to: number[]): void {
  const from = place.getCoordinates();
  if (matchMedia("(prefers-reduced-motion: reduce)").matches || document.hidden) {
    place.setCoordinates(to);
    return;
  }
  cancelAnimationFrame(running.get(place) ?? 0);
  const begun = performance.now();
  const step = (now: number): void => {
    const share = Math.min(1, (now - begun) / GLIDE_MS);
    place.setCoordinates([from[0]! + (to[0]! - from[0]!) * share, from[1]! + (to[1]! - from[1]!) * share]);
    if (share < 1) running.set(place, requestAnimationFrame(step));
  };
  running.set(place, requestAnimationFrame(step));
}
