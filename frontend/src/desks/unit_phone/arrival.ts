/*
 * A phone that has stood near the place of its order for a while asks whether the crew has arrived.
 * How near and how long is the branch's rule; the crew says it, never the phone.
 */
const METRES_A_DEGREE = 111_195;
/** A phone lying still is asked again every 15 s: an older fix is of a receiver without a sky. */
const OLD_MS = 45_000;
let nearSince: number | undefined;
let offeredFor = "";

export function metresBetween(lon: number, lat: number, line: HTMLElement): number {
  const there = { lon: Number(line.dataset.lon), lat: Number(line.dataset.lat) };
  const east = (there.lon - lon) * Math.cos((lat * Math.PI) / 180);
  return METRES_A_DEGREE * Math.hypot(east, there.lat - lat);
}

/** Hears each fix, and each page drawn anew with the last fix. */
export function offerArrival(fix: GeolocationPosition): void {
  const offer = document.getElementById("arrival-offer");
  const button = document.querySelector<HTMLElement>("form[data-big=arrive]:not([hidden]) button");
  if (!offer || !button) {
    nearSince = undefined;
    if (offer) offer.hidden = true;
    return;
  }
  const within = Number(offer.dataset.within);
  const { longitude, latitude, accuracy } = fix.coords;
  const isYoung = Date.now() - fix.timestamp < OLD_MS;
  const isNear = isYoung && metresBetween(longitude, latitude, offer) <= within && accuracy <= within;
  nearSince = isNear ? (nearSince ?? Date.now()) : undefined;
  const isOffered = nearSince !== undefined && Date.now() - nearSince >= Number(offer.dataset.after) * 1000;
  offer.hidden = !isOffered;
  button.classList.toggle("is-offered", isOffered);
  const job = document.getElementById("whole")?.dataset.job ?? "";
  if (isOffered && offeredFor !== job) {
    offeredFor = job;
    navigator.vibrate?.(200);
  }
}
