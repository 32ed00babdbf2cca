import type { QuanjuMap } from "../shared/map/element";
import { placeForm } from "../shared/places";
import { csrfToken } from "../shared/session";
import "../shared/start";
import "./dispatch_desk/one_line";
import "./dispatch_desk/sound";
import "./dispatch_desk/kept_calls";
import "./dispatch_desk/replay";

// Where the network saw the caller is a place like any other: only once somebody takes it.
document.addEventListener("click", (event) => {
  const here = (event.target as HTMLElement).closest<HTMLElement>("[data-caller-place]");
  if (!here) return;
  const [lon, lat] = [Number(here.dataset.lon), Number(here.dataset.lat)];
  document.querySelector<QuanjuMap>("q-map")?.centreOn(lon, lat);
  document
    .querySelector("q-map")
    ?.dispatchEvent(new CustomEvent("q-map:pick", { bubbles: true, detail: { lon, lat } }));
});

// A call form that is closed unsent was dropped: the crew that was told ahead hears it at once.
document.addEventListener(
  "close",
  (event) => {
    const address = (event.target as HTMLElement).querySelector<HTMLElement>("[data-told-ahead]")?.dataset.toldAhead;
    if (address) void fetch(address, { method: "POST", headers: { "X-CSRFToken": csrfToken() }, keepalive: true });
  },
  true,
);

// On a card a digit answers its question and goes on to the next one.
document.addEventListener("keydown", (event) => {
  const question = (event.target as HTMLElement).closest?.<HTMLElement>("[data-card-question]");
  if (!question || event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
  const answer = question.querySelectorAll<HTMLInputElement>("input")[Number(event.key) - 1];
  if (!answer) return;
  event.preventDefault();
  answer.checked = true;
  answer.dispatchEvent(new Event("change", { bubbles: true }));
  const next =
    question.nextElementSibling?.querySelector<HTMLElement>("input") ??
    question.closest("form")?.querySelector<HTMLElement>("[name=said]");
  next?.focus();
});

document.addEventListener("click", (event) => {
  const join = (event.target as HTMLElement).closest<HTMLElement>("[data-join]");
  const hidden = placeForm()?.querySelector<HTMLInputElement>('[name="join"]');
  if (!join || !hidden) return;
  hidden.value = join.dataset.join ?? "";
  hidden.form?.requestSubmit();
});

// The left column shows incidents or units; the choice holds for this window.
for (const column of document.querySelectorAll<HTMLElement>("[data-parts]")) {
  const kept = sessionStorage.getItem(`parts:${column.dataset.parts}`);
  if (kept) column.dataset.shows = kept;
}

document.addEventListener("click", (event) => {
  const control = (event.target as HTMLElement).closest<HTMLElement>("[data-shows-part]");
  const column = control?.closest<HTMLElement>("[data-parts]");
  if (!control || !column) return;
  const part = control.dataset.showsPart!;
  column.dataset.shows = part;
  sessionStorage.setItem(`parts:${column.dataset.parts}`, part);
  column.querySelector<HTMLElement>(`#${part} [data-shows-part]`)?.focus();
});

// A unit of the board is shown on the map, and one clicked on the map in the board.
document.addEventListener("click", (event) => {
  const { lon, lat, subject } = (event.target as HTMLElement).closest<HTMLElement>("[data-to-map]")?.dataset ?? {};
  const map = document.querySelector<QuanjuMap>("q-map");
  if (!map || !subject) return;
  map.select(subject);
  if (lon && lat) map.centreOn(Number(lon), Number(lat));
});
