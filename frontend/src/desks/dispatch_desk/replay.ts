import type { QuanjuMap } from "../../shared/map/element";
import { wallClock } from "../../shared/moments";

/* An incident again as it went: crews between the positions that were kept, entries as they came. */
interface Track {
  sign: string;
  states: [second: number, state: string][];
  points: [second: number, lon: number, lat: number][];
  until: number;
}
interface Facts {
  seconds: number;
  began: string;
  places: [lon: number, lat: number][];
  subject: string;
  grade: number;
  tracks: Track[];
}

const TICK_MS = 200;
/** Between two positions farther apart in time than this nobody knows where a crew was. */
const GAP_S = 120;

const point = (coordinates: number[], properties: Record<string, unknown>) => ({
  type: "Feature",
  geometry: { type: "Point", coordinates },
  properties,
});

/** Where a crew was at a second: on the line between two kept positions, or at the last one. */
function placeOf(track: Track, at: number): [number, number] | undefined {
  const next = track.points.findIndex(([second]) => second > at);
  const last = track.points[next < 0 ? track.points.length - 1 : next - 1];
  if (!last || at > track.until) return undefined;
  const after = next < 0 ? undefined : track.points[next];
  if (!after || after[0] - last[0] > GAP_S) return [last[1], last[2]];
  const share = (at - last[0]) / (after[0] - last[0] || 1);
  return [last[1] + (after[1] - last[1]) * share, last[2] + (after[2] - last[2]) * share];
}

const stateOf = (track: Track, at: number): string | undefined =>
  at > track.until ? undefined : track.states.filter(([second]) => second <= at).at(-1)?.[1];

function start(page: HTMLElement, facts: Facts): void {
  const map = page.querySelector<QuanjuMap>("q-map");
  const bar = page.querySelector<HTMLInputElement>("[data-replay-at]");
  const clock = page.querySelector<HTMLElement>("[data-replay-clock]");
  const play = page.querySelector<HTMLButtonElement>("[data-replay-play]");
  const speed = page.querySelector<HTMLSelectElement>("[data-replay-speed]");
  if (!map || !bar || !clock || !play || !speed) return;
  const began = Date.parse(facts.began);
  const entries = [...page.querySelectorAll<HTMLElement>("[data-replay-entry]")].map((one) => ({
    one,
    second: (Date.parse(one.dataset.replayEntry ?? "") - began) / 1000,
  }));
  let now = 0;

  const show = (second: number): void => {
    now = Math.min(Math.max(second, 0), facts.seconds);
    bar.value = String(Math.round(now));
    clock.textContent = wallClock(began + now * 1000);
    const units = facts.tracks.flatMap((track) => {
      const [place, state] = [placeOf(track, now), stateOf(track, now)];
      const told = { subject: `unit:${track.sign}`, call_sign: track.sign, state };
      return place && state ? [point(place, told)] : [];
    });
    map.setLayer("units", { type: "FeatureCollection", features: units } as never);
    const ways = facts.tracks.map((track) => ({
      type: "Feature",
      geometry: {
        type: "LineString",
        coordinates: track.points.filter(([at]) => at <= now).map((one) => one.slice(1)),
      },
      properties: { kind: "main" },
    }));
    const drawn = ways.filter((way) => way.geometry.coordinates.length > 1);
    map.setLayer("routes", { type: "FeatureCollection", features: drawn } as never);
    let last: HTMLElement | undefined;
    for (const { one, second } of entries) {
      one.classList.toggle("is-to-come", second > now + 0.5);
      one.toggleAttribute("aria-current", false);
      if (second <= now + 0.5) last = one;
    }
    last?.setAttribute("aria-current", "step");
    last?.scrollIntoView({ block: "nearest" });
  };

  const places = facts.places.map((place) => point(place, { subject: facts.subject, grade: facts.grade }));
  map.setLayer("incidents", { type: "FeatureCollection", features: places } as never);
  setInterval(() => {
    if (play.getAttribute("aria-pressed") !== "true") return;
    show(now + (Number(speed.value) * TICK_MS) / 1000);
    if (now >= facts.seconds) play.setAttribute("aria-pressed", "false");
  }, TICK_MS);
  play.addEventListener("click", () => {
    const isPlaying = play.getAttribute("aria-pressed") === "true";
    play.setAttribute("aria-pressed", String(!isPlaying));
    if (!isPlaying && now >= facts.seconds) show(0);
  });
  bar.addEventListener("input", () => show(Number(bar.value)));
  page.addEventListener("click", (event) => {
    const step = (event.target as HTMLElement).closest<HTMLElement>("[data-replay-step]")?.dataset.replayStep;
    const entry = (event.target as HTMLElement).closest<HTMLElement>("[data-replay-entry]");
    if (step) show(Math.round(now) + Number(step));
    else if (entry) show((Date.parse(entry.dataset.replayEntry ?? "") - began) / 1000);
  });
  show(0);
}

const page = document.querySelector<HTMLElement>("[data-replay]");
const told = document.getElementById("replay-facts")?.textContent;
if (page && told) void customElements.whenDefined("q-map").then(() => start(page, JSON.parse(told) as Facts));
