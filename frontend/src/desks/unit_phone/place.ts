import type { QuanjuMap } from "../../shared/map/element";
import { clockText, serverNow, wallClock } from "../../shared/moments";
import { t } from "../../shared/text";
import { keepWay, keptWay, whole } from "./draw";

/* The page of an order or a round, or that of a crew nearby that calls for help. */
const ridden = (): string | undefined => document.querySelector<HTMLElement>("[data-unit]")?.dataset.unit;

import { offerArrival } from "./arrival";
import { sayDistance } from "./round";

/* The phone's own position (WGS-84), reported at most every 5 s, and the way to the order. */
const EVERY_MS = 5_000;
const SILENT_MS = 15_000;
const ROUTE_EVERY_MS = 12_000;
let reportedAt = 0;
let heardAt = 0;
let routedAt = 0;
let waiting: GeolocationPosition | undefined;
let last: GeolocationPosition | undefined;

const csrf = (): string => document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";

let lastWords = "";

function trouble(words: string): void {
  lastWords = words;
  const line = document.getElementById("position-trouble");
  if (line && line.textContent !== words) line.textContent = words;
}

async function report(fix: GeolocationPosition): Promise<void> {
  reportedAt = Date.now();
  waiting = undefined;
  const { longitude, latitude, accuracy, heading } = fix.coords;
  // Phones stamp with their own clock; the difference to ours is known.
  const at = Math.min(serverNow(), serverNow() - (Date.now() - fix.timestamp));
  const body = new URLSearchParams({
    lon: String(longitude),
    lat: String(latitude),
    accuracy_m: String(accuracy),
    datum: "WGS-84",
    measured_at: new Date(at).toISOString(),
  });
  if (heading !== null && !Number.isNaN(heading)) body.set("heading_deg", String(heading));
  try {
    const answer = await fetch("/unit/position", {
      method: "POST",
      body,
      headers: { "X-CSRFToken": csrf(), Accept: "application/json" },
      signal: AbortSignal.timeout(8_000),
    });
    const said = (await answer.json().catch(() => ({}))) as { text?: string };
    trouble(answer.ok ? t(`±${Math.round(accuracy)} 米`, `±${Math.round(accuracy)} m`) : (said.text ?? ""));
    if (answer.ok) showOwn(longitude, latitude, new Date(at).toISOString());
  } catch {
    document.dispatchEvent(new CustomEvent("quanju:unreached"));
    trouble(t("位置没有发出", "position not sent"));
  }
}

function showOwn(lon: number, lat: number, at: string): void {
  const sign = ridden();
  const map = document.querySelector<QuanjuMap>("q-map");
  const line = document.querySelector("#own-position > span");
  if (line) {
    const age = document.createElement("q-ago");
    age.setAttribute("at", at);
    line.replaceChildren(t("本车位置 ", "Own position "), wallClock(Date.parse(at)), " ", age);
  }
  if (!sign || !map || !("setLayer" in map)) return;
  map.setLayer("units", {
    type: "FeatureCollection",
    features: [
      {
        type: "Feature",
        geometry: { type: "Point", coordinates: [lon, lat] },
        properties: { call_sign: sign, subject: `unit:${sign}`, state: whole()?.dataset.state ?? "available", at },
      },
    ],
  });
}

/** Where the phone is, for a step that says so; the server decides whether it is young enough. */
export function fixFields(): [string, string][] {
  if (!last) return [];
  const at = Math.min(serverNow(), serverNow() - (Date.now() - last.timestamp));
  return [
    ["lon", String(last.coords.longitude)],
    ["lat", String(last.coords.latitude)],
    ["accuracy_m", String(last.coords.accuracy)],
    ["measured_at", new Date(at).toISOString()],
  ];
}

function take(fix: GeolocationPosition): void {
  heardAt = Date.now();
  last = fix;
  sayDistance(fix.coords.longitude, fix.coords.latitude);
  offerArrival(fix);
  if (!ridden()) return;
  if (Date.now() - reportedAt >= EVERY_MS) void report(fix);
  else waiting = fix;
}

function refuse(error: GeolocationPositionError): void {
  trouble(
    error.code === error.PERMISSION_DENIED
      ? t("手机没有允许定位", "this phone does not allow its position")
      : t("暂时没有定位", "no position at the moment"),
  );
}

interface Way {
  features: unknown[];
  seconds?: number;
  metres?: number;
  streets?: string[];
  why?: string;
  /** Where the crew is by now that calls for help. */
  there?: { sign: unknown; place: string; at: string };
}

/** The way from the last reported position; asked again as the crew drives. */
export async function drawRoute(isForced = false): Promise<void> {
  const address = document.querySelector<HTMLElement>("[data-route]")?.dataset.route;
  const turn = document.getElementById("turn");
  if (!address || !turn || turn.hidden || (!isForced && Date.now() - routedAt < ROUTE_EVERY_MS)) return;
  routedAt = Date.now();
  try {
    const answer = await fetch(address, {
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(8_000),
    });
    if (!answer.ok) return;
    const way = (await answer.json()) as Way;
    if (way.features.length && !way.there) keepWay(matter(), way);
    await showWay(turn, way);
  } catch {
    // Without signal the way drawn last stays, also after the page was opened anew.
    const kept = keptWay(matter()) as Way | undefined;
    if (kept && !turn.dataset.drawn) await showWay(turn, kept);
  }
}

/** What the way leads to: the job or the round on the page. */
const matter = (): string => `${whole()?.dataset.job ?? ""}/${whole()?.dataset.round ?? ""}`;

async function showWay(turn: HTMLElement, way: Way): Promise<void> {
  sayWay(turn, way);
  await customElements.whenDefined("q-map");
  const map = document.querySelector<QuanjuMap>("q-map");
  map?.setLayer("routes", { ...way, type: "FeatureCollection" });
  turn.dataset.drawn = "yes";
  if (way.there) showThere(map, way.there);
  if (map && way.features.length && map.dataset.fitted !== "yes") fitAboveTurn(map);
}

/* The crew that calls for help moves: its sign, the place in words and its age follow. */
function showThere(map: QuanjuMap | null, there: NonNullable<Way["there"]>): void {
  map?.setLayer("incidents", there.sign as Parameters<QuanjuMap["setLayer"]>[1]);
  const words = document.getElementById("there");
  if (words) words.textContent = there.place;
  document.querySelector("#there-at q-ago")?.setAttribute("at", there.at);
}

/* The box with the minutes covers the lower edge of the map: the way is shown above it. */
function fitAboveTurn(map: QuanjuMap): void {
  map.fit("routes");
  map.dataset.fitted = "yes";
  const view = map.openLayers?.getView();
  const centre = view?.getCenter();
  if (!view || !centre) return;
  view.setZoom((view.getZoom() ?? 14) - 0.35);
  view.setCenter([centre[0] ?? 0, (centre[1] ?? 0) - 26 * (view.getResolution() ?? 1)]);
}

function sayWay(turn: HTMLElement, way: Way): void {
  const figure = turn.querySelector("b");
  const words = turn.querySelector("span");
  if (!figure || !words) return;
  figure.textContent = way.seconds === undefined ? "—" : clockText(way.seconds);
  const length =
    (way.metres ?? 0) >= 1000
      ? t(`${((way.metres ?? 0) / 1000).toFixed(1)} 公里`, `${((way.metres ?? 0) / 1000).toFixed(1)} km`)
      : t(`${way.metres ?? 0} 米`, `${way.metres ?? 0} m`);
  const streets = (way.streets ?? []).slice(0, 3);
  words.textContent =
    way.why ??
    (streets.length ? t(`${length}，经 ${streets.join("、")}`, `${length} by ${streets.join(", ")}`) : length);
}

export function startPlace(): void {
  document.addEventListener("quanju:refreshed", () => {
    trouble(lastWords);
    if (last) sayDistance(last.coords.longitude, last.coords.latitude);
  });
  setInterval(() => void drawRoute(), 3_000);
  if (!("geolocation" in navigator)) return;
  const exact: PositionOptions = { enableHighAccuracy: true, maximumAge: 4_000, timeout: 20_000 };
  navigator.geolocation.watchPosition(take, refuse, exact);
  setInterval(() => {
    if (last) offerArrival(last);
    if (waiting && Date.now() - reportedAt >= EVERY_MS) void report(waiting);
    // A phone lying still tells nothing: ask it, so that its position does not grow stale.
    else if (Date.now() - heardAt > SILENT_MS && ridden()) {
      heardAt = Date.now();
      navigator.geolocation.getCurrentPosition(take, refuse, exact);
    }
  }, 1_000);
}
