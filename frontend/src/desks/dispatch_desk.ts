import type { QuanjuMap } from "../shared/map/element";
import "../shared/start";

// The call form: addresses while one types, a click on the map as their equal.

interface Suggestion {
  label: string;
  detail: string;
  lon: number;
  lat: number;
}

/** The form that has an address: in the sheet that is open, else on the page itself. */
function addressForm(): HTMLFormElement | null {
  const around = document.querySelector("dialog[open] [data-suggest]") ?? document.querySelector("main [data-suggest]");
  return around?.closest("form") ?? null;
}

function field(name: string): HTMLInputElement | null {
  return addressForm()?.querySelector<HTMLInputElement>(`[name="${name}"]`) ?? null;
}

function choose(label: string, lon: number, lat: number): void {
  const [address, x, y] = [field("address"), field("lon"), field("lat")];
  if (!address || !x || !y) return;
  if (label) address.value = label;
  address.dataset.chosen = address.value;
  x.value = String(lon);
  y.value = String(lat);
  addressForm()?.querySelector(".suggestions")?.replaceChildren();
  address.dispatchEvent(new Event("change", { bubbles: true }));
}

function offer(found: Suggestion[]): void {
  addressForm()
    ?.querySelector(".suggestions")
    ?.replaceChildren(
      ...found.map((one) => {
        const row = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button button-quiet button-wide";
        button.setAttribute("role", "option");
        button.textContent = one.detail ? `${one.label} · ${one.detail}` : one.label;
        button.addEventListener("click", () => {
          choose(one.label, one.lon, one.lat);
          addressForm()?.querySelector<HTMLElement>("select")?.focus();
          document.dispatchEvent(new CustomEvent("quanju:place", { detail: { lon: one.lon, lat: one.lat } }));
        });
        row.append(button);
        return row;
      }),
    );
}

let asked = 0;

async function suggest(text: string, address: string): Promise<void> {
  const mine = ++asked;
  if (text.trim().length < 1) return offer([]);
  const answer = await fetch(`${address}?q=${encodeURIComponent(text)}`);
  if (!answer.ok || mine !== asked) return;
  offer(((await answer.json()) as { results: Suggestion[] }).results);
}

document.addEventListener("input", (event) => {
  const box = event.target as HTMLElement;
  const around = box.closest<HTMLElement>("[data-suggest]");
  if (!around || !(box instanceof HTMLInputElement)) return;
  // More words to the chosen place are welcome; other words are another place, not chosen yet.
  if (!box.value.startsWith(box.dataset.chosen ?? box.defaultValue))
    for (const name of ["lon", "lat"]) field(name)!.value = "";
  void suggest(box.value, around.dataset.suggest!);
});

document.addEventListener("keydown", (event) => {
  const box = event.target as HTMLElement;
  if (event.key !== "ArrowDown" || !box.closest("[data-suggest]")) return;
  const options = [...(addressForm()?.querySelectorAll<HTMLElement>(".suggestions button") ?? [])];
  const next = options[options.indexOf(box) + 1] ?? options[0];
  next?.focus();
  event.preventDefault();
});

document.addEventListener("q-map:pick", async (event) => {
  const { lon, lat } = (event as CustomEvent<{ lon: number; lat: number }>).detail;
  const around = addressForm()?.querySelector<HTMLElement>("[data-suggest]");
  if (!around) return;
  (event.target as QuanjuMap).mark(lon, lat);
  const answer = await fetch(`${around.dataset.suggest}?lon=${lon}&lat=${lat}`);
  const label = answer.ok ? ((await answer.json()) as { label: string }).label : "";
  choose(label, lon, lat);
});

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

document.addEventListener("click", (event) => {
  const join = (event.target as HTMLElement).closest<HTMLElement>("[data-join]");
  const hidden = field("join");
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
