import "../shared/start";
import { Ticking } from "../shared/clock";
import { htmx } from "../shared/exchange";
import { clockText, onTick, serverNow, wallClock } from "../shared/moments";
import { refreshNow } from "../shared/refresh";
import type { LiveState } from "../shared/stream";
import { t } from "../shared/text";

/*
 * The list and the matter beside it. The keys of verbs stand on the buttons of the pane (keys.ts
 * presses them); what is done here: the row in focus brings its matter, a key that comes before the
 * matter has come waits for it, and nothing moves under a hand.
 */

/** <q-left since until>: 剩 0:08, 超 5:00; without a limit 等了 2:10. Counted from the due time. */
class Left extends Ticking {
  protected draw(): void {
    const until = this.moment("until");
    const since = this.moment("since") ?? this.present;
    const level = this.level;
    const isOver = until !== undefined && this.present > until;
    const word = until === undefined ? t("等了", "waits") : isOver ? t("超", "over") : t("剩", "left");
    const words = `${word} ${clockText(Math.abs(this.present - (until ?? since)) / 1000)}`;
    if (this.textContent !== words) this.textContent = words;
    if (this.getAttribute("level") !== level) this.setAttribute("level", level);
  }
}
customElements.define("q-left", Left);

const board = (): HTMLElement => document.getElementById("worklist")!;
const pane = (): HTMLElement => document.getElementById("matter")!;
const rows = (): HTMLElement[] => [...board().querySelectorAll<HTMLElement>(".worklist-row")];
const rowOf = (key: string | undefined): HTMLElement | undefined => rows().find((row) => row.dataset.matter === key);

/* --- which matter is open ----------------------------------------------------------------------- */
let chosen = pane().dataset.matter;
let pressed = "";

function mark(): void {
  for (const row of rows()) row.toggleAttribute("data-chosen", row.dataset.matter === chosen);
}

function isOpen(): boolean {
  return pane().dataset.matter === chosen && !pane().querySelector("[hx-trigger=load]");
}

function open(key: string): void {
  if (key === chosen && pane().dataset.matter === key) return;
  chosen = key;
  mark();
  pane().setAttribute("aria-busy", "true");
  const address = `/worklist/matter?key=${encodeURIComponent(key)}`;
  void htmx.ajax("get", address, { target: "#matter", swap: "outerHTML" });
}

/** The proposal of the room has come, or there was none to wait for. */
function settled(): void {
  if (!pressed || !isOpen()) return;
  const key = pressed;
  pressed = "";
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

document.addEventListener("focusin", (event) => {
  const row = (event.target as Element).closest<HTMLElement>(".worklist-row");
  if (row?.dataset.matter) open(row.dataset.matter);
});

document.addEventListener("click", (event) => {
  const verb = (event.target as Element).closest<HTMLElement>("[data-does]");
  if (!verb) return;
  const key = verb.dataset.does ?? "";
  open(key);
  pressed = "Enter";
  rowOf(key)?.focus({ preventScroll: true });
  settled();
});

document.addEventListener("htmx:afterSettle", () => setTimeout(settled, 0));

/* A key of a verb that is pressed before its matter stands beside the list waits for it. */
document.addEventListener(
  "keydown",
  (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target as HTMLElement;
    if (field.matches("input, textarea, select") || document.querySelector("dialog[open]")) return;
    // Before the first move the list's first row is the one in focus.
    const isVerb =
      event.key === "Enter" ||
      rowOf(chosen)?.querySelector(".worklist-letter")?.textContent?.trim() === event.key.toLowerCase();
    if (!isVerb || isOpen()) return;
    event.preventDefault();
    event.stopPropagation();
    pressed = event.key;
  },
  true,
);

/* --- a verb that cannot be undone asks once more, in place --------------------------------------- */
document.addEventListener(
  "submit",
  (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-asks-again]");
    const says = form?.querySelector<HTMLElement>("[data-says]");
    if (!form || !says || form.hasAttribute("data-asked")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    form.setAttribute("data-asked", "");
    says.dataset.said = says.textContent ?? "";
    says.textContent = t(`再按一次：${says.dataset.said}`, `Press again: ${says.dataset.said}`);
    says.setAttribute("role", "alert");
  },
  true,
);

function unask(): void {
  for (const form of document.querySelectorAll("form[data-asked]")) {
    form.removeAttribute("data-asked");
    const says = form.querySelector<HTMLElement>("[data-says]");
    if (says?.dataset.said) says.textContent = says.dataset.said;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") unask();
});

/* --- after a verb: the list is read anew, the next matter opens ---------------------------------- */
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = (event.target as Element).closest<HTMLElement>("#matter form");
  const slot = form?.dataset.refusalSlot;
  if (slot) document.querySelector(slot)?.replaceChildren();
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful, requestConfig } = (
    event as CustomEvent<{ elt: Element; successful: boolean; requestConfig: { verb: string } }>
  ).detail;
  if (!elt.closest("#matter") || requestConfig.verb === "get") return;
  unask();
  if (!successful) return;
  const listed = rows();
  const at = listed.findIndex((row) => row.dataset.matter === chosen);
  const next = listed[at + 1] ?? listed[at - 1];
  release();
  refreshNow(board());
  if (next) next.focus();
  else open("");
});

/* --- nothing moves under a hand ------------------------------------------------------------------ */
let lastKey = 0;
let isOver = false;

const news = (): HTMLElement | null => board().querySelector(".worklist-news");
const handOff = (): number => Number(board().dataset.handOffS ?? "2") * 1000;

function touch(): void {
  board().toggleAttribute("data-hand", isOver || Date.now() - lastKey < handOff());
}

function release(): void {
  board().removeAttribute("data-hand");
  if (news()) news()!.hidden = true;
  document.dispatchEvent(new CustomEvent("quanju:released"));
}

document.addEventListener("pointermove", (event) => {
  const inside = event.pointerType === "mouse" && !!(event.target as Element).closest?.(".worklist-rows");
  if (inside === isOver) return;
  isOver = inside;
  touch();
});
document.addEventListener("pointerleave", () => {
  isOver = false;
});
document.addEventListener("keydown", () => {
  lastKey = Date.now();
  touch();
});
document.addEventListener("quanju:held", () => {
  if (news()) news()!.hidden = false;
});
document.addEventListener("click", (event) => {
  if ((event.target as Element).closest(".worklist-news")) release();
});

/* A matter that crosses a border by time alone: nothing in the journal tells of that. */
let crossed = "";
onTick(() => {
  const held = board().hasAttribute("data-hand");
  touch();
  if (held && !board().hasAttribute("data-hand")) release();
  const crosses = board().dataset.crosses ?? "";
  if (crosses && crosses !== crossed && Date.parse(crosses) <= serverNow() && !board().hasAttribute("data-hand")) {
    crossed = crosses;
    refreshNow(board());
  }
});

document.addEventListener("quanju:refreshed", () => {
  mark();
  if (chosen && !rowOf(chosen) && !pane().contains(document.activeElement)) {
    const first = rows()[0];
    open(first?.dataset.matter ?? "");
  }
});

/* --- a lost line: nothing is said that is not known ---------------------------------------------- */
document.addEventListener("quanju:live", (event) => {
  const live = (event as CustomEvent<LiveState>).detail;
  const isLost = live.state === "lost";
  board().toggleAttribute("data-lost", isLost);
  const line = board().querySelector<HTMLElement>(".worklist-lost");
  if (!line) return;
  line.hidden = !isLost;
  const heard = wallClock(live.heardAt);
  line.textContent = isLost
    ? t(
        `线路断了，正在重连。这张清单停在 ${heard}；时限照走。写下的字都留着，连上后再按一次。`,
        `The line is lost and is being restored. This list is of ${heard}; limits run on. What you typed stays; press again once it is back.`,
      )
    : "";
  const empty = board().querySelector<HTMLElement>("[data-empty]");
  if (!empty) return;
  empty.dataset.said ??= empty.textContent ?? "";
  empty.textContent = isLost
    ? t(`到 ${heard} 为止：${empty.dataset.said}`, `Until ${heard}: ${empty.dataset.said}`)
    : empty.dataset.said;
});

mark();
