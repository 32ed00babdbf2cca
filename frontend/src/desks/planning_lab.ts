import "../shared/start";
import "../shared/map/element";
import type { QuanjuMap } from "../shared/map/element";
import { Drawing } from "./planning_lab/drawing";

// A click on the map fills the place that the page asks for, or adds a line to a list of places.
document.addEventListener("q-map:pick", (event) => {
  const { lon, lat } = (event as CustomEvent<{ lon: number; lat: number }>).detail;
  const place = `${lon.toFixed(6)},${lat.toFixed(6)}`;
  (event.target as QuanjuMap).mark(lon, lat);
  const list =
    document.activeElement?.closest<HTMLTextAreaElement>("[data-places]") ??
    document.querySelector<HTMLTextAreaElement>("[data-places]");
  if (list) {
    list.value = [list.value.trim(), place].filter(Boolean).join("\n");
    return;
  }
  const field = document.querySelector<HTMLInputElement>("[data-place]");
  if (field) field.value = place;
});

const box = document.querySelector<HTMLElement>("[data-drawing]");
const map = document.querySelector<QuanjuMap>("#plan-map");
if (box && map) {
  const source = (kind: string): string => map.querySelector(`q-map-layer[kind="${kind}"]`)?.getAttribute("src") ?? "";
  void new Drawing(map, box, document.querySelector<HTMLElement>("[data-draw-bar]")).begin(
    source("zones"),
    source("points"),
  );
}
