import type { QuanjuMap } from "./map/element";
import { t } from "./text";

/*
 * A place: words with suggestions, a click on the map as their equal, and what to do where there is
 * none. Each [data-suggest] names the fields of its point (data-lon, data-lat); one with data-offers
 * may also be rough or unknown. Keys as in every list of ours: arrows, Enter, Escape.
 */
interface Suggestion {
  label: string;
  detail: string;
  metres?: number;
  lon: number;
  lat: number;
}

interface Row {
  words: string;
  aside: string;
  take: () => void;
}

/** The form that has an address: in the sheet that is open, else on the page itself. */
export function placeForm(): HTMLFormElement | null {
  const around = document.querySelector("dialog[open] [data-suggest]") ?? document.querySelector("main [data-suggest]");
  return around?.closest("form") ?? null;
}

const boxOf = (around: HTMLElement): HTMLInputElement | null => around.querySelector('input[type="text"]');
const listOf = (around: HTMLElement): HTMLElement | null => around.querySelector('[role="listbox"]');
/** The map of the page, once it is one: its code may still be on its way. */
const map = (): QuanjuMap | null => (customElements.get("q-map") ? document.querySelector<QuanjuMap>("q-map") : null);

function pointOf(around: HTMLElement): HTMLInputElement[] {
  const form = around.closest("form");
  const named = [around.dataset.lon ?? "lon", around.dataset.lat ?? "lat"];
  return named.flatMap((name) => form?.querySelector<HTMLInputElement>(`[name="${name}"]`) ?? []);
}

function kindOf(around: HTMLElement): string {
  return around.closest("form")?.querySelector<HTMLInputElement>('[name="place_kind"]:checked')?.value ?? "exact";
}

function setKind(around: HTMLElement, kind: string): void {
  const radio = around.closest("form")?.querySelector<HTMLInputElement>(`[name="place_kind"][value="${kind}"]`);
  if (!radio || radio.checked) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

function put(around: HTMLElement, label: string, lon: number, lat: number): void {
  const box = boxOf(around);
  const [x, y] = pointOf(around);
  if (!box || !x || !y) return;
  if (label) box.value = label;
  box.dataset.chosen = box.value;
  x.value = String(lon);
  y.value = String(lat);
  close(around);
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

function choose(around: HTMLElement, one: Suggestion): void {
  if (kindOf(around) === "unknown" && around.hasAttribute("data-offers")) setKind(around, "exact");
  put(around, one.label, one.lon, one.lat);
  document.dispatchEvent(new CustomEvent("quanju:place", { detail: { lon: one.lon, lat: one.lat } }));
  if (around.hasAttribute("data-offers")) next(around);
}

/** On to what happened: the place is told. */
function next(around: HTMLElement): void {
  around.closest("form")?.querySelector<HTMLElement>('[name="type_code"]')?.focus();
}

function distance(metres: number | undefined): string {
  if (metres === undefined) return "";
  return metres < 950
    ? t(`距图中心 ${Math.round(metres / 10) * 10} 米`, `${Math.round(metres / 10) * 10} m from the centre`)
    : t(`距图中心 ${(metres / 1000).toFixed(1)} 公里`, `${(metres / 1000).toFixed(1)} km from the centre`);
}

let asked = 0;
const rowsOf = new WeakMap<HTMLElement, Row[]>();

/** What can be done with words that are on no map. */
function offers(around: HTMLElement, words: string): Row[] {
  if (!around.hasAttribute("data-offers")) return [];
  const quoted = words.length > 14 ? `${words.slice(0, 14)}…` : words;
  return [
    {
      words: t(`按原话“${quoted}”，地点不明`, `Use the words “${quoted}”: place unknown`),
      aside: "",
      take: () => {
        setKind(around, "unknown");
        for (const field of pointOf(around)) field.value = "";
        close(around);
        next(around);
      },
    },
    {
      words: t(`按原话“${quoted}”，大致在地图所示处`, `Use the words “${quoted}”: roughly where the map is`),
      aside: "",
      take: () => {
        const [x, y] = pointOf(around);
        const known = x?.value && y?.value ? [Number(x.value), Number(y.value)] : map()?.centre();
        if (!known) return;
        setKind(around, "around");
        put(around, "", known[0]!, known[1]!);
        map()?.mark(known[0], known[1]);
        next(around);
      },
    },
  ];
}

function offer(around: HTMLElement, found: Suggestion[], words: string): void {
  const list = listOf(around);
  const box = boxOf(around);
  if (!list || !box) return;
  const rows: Row[] = [
    ...found.map((one) => ({
      words: one.label,
      aside: [one.detail, distance(one.metres)].filter(Boolean).join(" · "),
      take: () => choose(around, one),
    })),
    ...offers(around, words),
  ];
  const drawn = rows.map((row, at) => {
    const line = document.createElement("li");
    line.id = `${list.id}-${at}`;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.dataset.at = String(at);
    if (at >= found.length) line.className = "suggestion-offer";
    const aside = document.createElement("small");
    aside.textContent = row.aside;
    line.append(row.words, aside);
    return line;
  });
  if (!found.length) {
    const nothing = document.createElement("li");
    nothing.className = "ink-2";
    nothing.setAttribute("role", "presentation");
    nothing.textContent = t(`地图上没有“${words}”`, `“${words}” is not on the map`);
    drawn.unshift(nothing);
  }
  rowsOf.set(list, rows);
  list.dataset.found = String(found.length);
  list.replaceChildren(...drawn);
  list.hidden = false;
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "true",
    "aria-controls": list.id,
  }))
    box.setAttribute(name, value);
  mark(around, -1);
}

function close(around: HTMLElement): void {
  asked++;
  const list = listOf(around);
  if (!list || list.hidden) return;
  list.hidden = true;
  list.replaceChildren();
  boxOf(around)?.setAttribute("aria-expanded", "false");
  boxOf(around)?.removeAttribute("aria-activedescendant");
}

function marked(around: HTMLElement): number {
  return Number(listOf(around)?.querySelector<HTMLElement>('[aria-selected="true"]')?.dataset.at ?? -1);
}

function mark(around: HTMLElement, wanted: number): void {
  const list = listOf(around);
  const options = [...(list?.querySelectorAll<HTMLElement>('[role="option"]') ?? [])];
  const at = Math.max(-1, Math.min(wanted, options.length - 1));
  for (const [i, row] of options.entries()) row.setAttribute("aria-selected", String(i === at));
  options[at]?.scrollIntoView({ block: "nearest" });
  const box = boxOf(around);
  if (at < 0) box?.removeAttribute("aria-activedescendant");
  else box?.setAttribute("aria-activedescendant", options[at]!.id);
}

async function suggest(around: HTMLElement, words: string): Promise<void> {
  const mine = ++asked;
  if (!words.trim()) return close(around);
  const centre = map()?.centre();
  const near = centre ? `&near=${centre.map((one) => one.toFixed(5)).join(",")}` : "";
  const answer = await fetch(`${around.dataset.suggest}?q=${encodeURIComponent(words)}${near}`);
  if (!answer.ok) return;
  const { results } = (await answer.json()) as { results: Suggestion[] };
  // Something may have been chosen while the last letter's answer was on its way.
  if (mine === asked && document.activeElement === boxOf(around)) offer(around, results, words.trim());
}

document.addEventListener("input", (event) => {
  const box = event.target as HTMLElement;
  const around = box.closest<HTMLElement>("[data-suggest]");
  if (!around || !(box instanceof HTMLInputElement) || box !== boxOf(around)) return;
  // More words to the chosen place are welcome; other words are another place, not chosen yet. A
  // rough one is told by the map, whatever the words are.
  const isRough = around.hasAttribute("data-offers") && kindOf(around) === "around";
  if (!isRough && !box.value.startsWith(box.dataset.chosen ?? box.defaultValue))
    for (const field of pointOf(around)) field.value = "";
  void suggest(around, box.value);
});

document.addEventListener(
  "keydown",
  (event) => {
    const box = event.target as HTMLElement;
    const around = box.closest<HTMLElement>("[data-suggest]");
    const list = around && listOf(around);
    if (!around || !list || list.hidden || box !== boxOf(around) || event.ctrlKey || event.metaKey) return;
    const at = marked(around);
    const first = Number(list.dataset.found) ? 0 : -1;
    const row = rowsOf.get(list)?.[at < 0 ? first : at];
    if (event.key === "ArrowDown") mark(around, at + 1);
    else if (event.key === "ArrowUp") mark(around, at - 1);
    else if (event.key === "Escape") close(around);
    else if (event.key === "Enter") row?.take();
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

// The field keeps the focus while a mouse chooses.
document.addEventListener("mousedown", (event) => {
  if ((event.target as Element).closest("[data-suggest] [role=listbox]")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const line = (event.target as Element).closest<HTMLElement>("[data-suggest] [role=option]");
  const list = line?.closest<HTMLElement>('[role="listbox"]');
  if (line && list) rowsOf.get(list)?.[Number(line.dataset.at)]?.take();
});

let last: HTMLElement | null = null;

document.addEventListener("focusin", (event) => {
  const around = (event.target as Element).closest<HTMLElement>("[data-suggest]");
  if (around) last = around;
});

document.addEventListener("focusout", (event) => {
  const around = (event.target as Element).closest<HTMLElement>("[data-suggest]");
  if (around) close(around);
});

document.addEventListener("q-map:pick", async (event) => {
  const { lon, lat } = (event as CustomEvent<{ lon: number; lat: number }>).detail;
  const form = placeForm();
  const isShown = last?.isConnected && last.closest("form") === form && last.offsetParent !== null;
  const around = isShown ? last : form?.querySelector<HTMLElement>("[data-suggest]");
  if (!around) return;
  (event.target as QuanjuMap).mark(lon, lat);
  if (around.hasAttribute("data-offers") && kindOf(around) === "unknown") setKind(around, "exact");
  const isRough = around.hasAttribute("data-offers") && kindOf(around) === "around";
  if (isRough && boxOf(around)?.value.trim()) return put(around, "", lon, lat);
  const answer = await fetch(`${around.dataset.suggest}?lon=${lon}&lat=${lat}`);
  const label = answer.ok ? ((await answer.json()) as { label: string }).label : "";
  put(around, label, lon, lat);
});
