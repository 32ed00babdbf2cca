import "../shared/start";
import "../shared/map/element";
import type { QuanjuMap } from "../shared/map/element";

// A click on the map fills the place that the page asks for, or adds a line to a list of places.
document.addEventListener("q-map:pick", (event) => {
  const { lon, lat } = (event as CustomEvent<{ lon: number; lat: number }>).detail;
  const place = `${lon.toFixed(6)},${lat.toFixed(6)}`;
  (event.target as QuanjuMap).mark(lon, lat);
  const list = document.activeElement?.closest<HTMLTextAreaElement>("[data-places]") ?? document.querySelector<HTMLTextAreaElement>("[data-places]");
  if (list) {
    list.value = [list.value.trim(), place].filter(Boolean).join("\n");
    return;
  }
  const field = document.querySelector<HTMLInputElement>("[data-place]");
  if (field) field.value = place;
});
