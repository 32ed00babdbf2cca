import type { QuanjuMap } from "../../shared/map/element";
import { t } from "../../shared/text";
import { metresBetween } from "./arrival";
import type { Kept } from "./queue";

/* The round on the phone: which stop is next, over what the server said, with steps not sent yet. */
const NEAR_M = 100;
const AFTER: Record<string, string> = {
  start_round: "stop",
  pause_round: "paused",
  resume_round: "stop",
  complete_round: "over",
  cut_round_short: "over",
};

const field = (one: Kept, name: string): string => one.fields.find(([known]) => known === name)?.[1] ?? "";

/** Two presses at the same stop of the same round are one; orders have neither. */
export function isSameStop(one: Kept, data: FormData): boolean {
  return ["round", "checkpoint", "message", "request"].every(
    (name) => field(one, name) === String(data.get(name) ?? ""),
  );
}

/** Shows the stop and the buttons that follow from what was pressed. */
export function overlayRound(waiting: Kept[]): void {
  const page = document.getElementById("whole");
  const round = page?.dataset.round;
  const steps = waiting.filter((one) => round && field(one, "round") === round);
  if (!page || !steps.length) return;
  const passed = new Map<string, string>();
  let when = page.dataset.roundNow ?? "";
  for (const step of steps) {
    when = AFTER[step.verb] ?? when;
    if (step.verb === "visit_checkpoint") passed.set(field(step, "checkpoint"), "is-visited");
    if (step.verb === "skip_checkpoint") passed.set(field(step, "checkpoint"), "is-skipped");
  }
  const stops = [...page.querySelectorAll<HTMLElement>("section[data-stop]")].map((one) => one.dataset.stop ?? "");
  const next = stops.find((stop) => !passed.has(stop));
  if (when === "stop" && next === undefined) when = "finish";
  page.querySelectorAll<HTMLElement>("[data-round-when]").forEach((part) => {
    const isNow = (part.dataset.roundWhen ?? "").split(" ").includes(when);
    part.hidden = !isNow || (part.dataset.stop !== undefined && part.dataset.stop !== next);
  });
  page.querySelectorAll<HTMLElement>("[data-item]").forEach((item) => {
    const state = passed.get(item.dataset.item ?? "");
    if (state) item.className = state;
  });
  const done = page.querySelectorAll("[data-item].is-visited, [data-item].is-skipped").length;
  const count = page.querySelector(".round-count");
  if (count) count.textContent = `${done} / ${page.querySelectorAll("[data-item]").length}`;
  page.querySelectorAll<HTMLInputElement>("[data-next-stop]").forEach((input) => (input.value = next ?? ""));
}

/** How far it is to the next stop by the phone's own position. */
export function sayDistance(lon: number, lat: number): void {
  document.querySelectorAll<HTMLElement>("[data-distance]").forEach((line) => {
    const metres = Math.round(metresBetween(lon, lat, line));
    const isThere = metres <= NEAR_M;
    line.classList.toggle("is-near", isThere);
    const far =
      metres >= 1000
        ? t(`还有 ${(metres / 1000).toFixed(1)} 公里`, `${(metres / 1000).toFixed(1)} km away`)
        : t(`还有 ${metres} 米`, `${metres} m away`);
    line.textContent = isThere ? t(`已到附近，${metres} 米`, `you are there, ${metres} m`) : far;
  });
}

/** The stops on the map as the page has them now; shown whole the first time. */
export async function drawStops(): Promise<void> {
  const text = document.getElementById("phone-stops")?.textContent;
  if (!text) return;
  await customElements.whenDefined("q-map");
  const map = document.querySelector<QuanjuMap>("q-map[id^=map-round]");
  if (!map) return;
  map.setLayer("points", JSON.parse(text) as Parameters<QuanjuMap["setLayer"]>[1]);
  if (map.dataset.fitted) return;
  map.dataset.fitted = "stops";
  map.fit("points");
}
