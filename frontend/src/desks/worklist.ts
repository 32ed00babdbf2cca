import "../shared/start";
import { htmx } from "../shared/exchange";
import { onTick, serverNow, spanText, wallClock } from "../shared/moments";
import { refreshNow } from "../shared/refresh";
import { clearRefusal, showTrouble } from "../shared/refusal";
import type { LiveState } from "../shared/stream";
import { t } from "../shared/text";
import "./worklist/left";
import { isAnyWaiting, isWaiting, keepForm, keepRow, markWaiting, sendWaiting } from "./worklist/queue";

/*
 * The list and the matter beside it. The keys of verbs stand on the buttons of the pane (keys.ts
 * presses them); what is done here: the row in focus brings its matter, a key that comes before the
 * matter has come waits for it, and nothing moves under a hand.
 */

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
  return pane().dataset.matter === chosen && !pane().querySelector("[data-coming]");
}

/** When the line was heard last, if it is lost; the board's own mark goes with each new list. */
let lostAt = 0;
const isLost = (): boolean => lostAt > 0;

function open(key: string): void {
  if (key === chosen && pane().dataset.matter === key) return;
  chosen = key;
  mark();
  pane().setAttribute("aria-busy", "true");
  void fetchMatter();
}

let fetching: string | undefined;

/* One at a time, and the one chosen last comes last: a hand that moves on is not left behind. */
async function fetchMatter(): Promise<void> {
  if (fetching !== undefined) return;
  while (chosen !== undefined && pane().dataset.matter !== chosen) {
    fetching = chosen;
    const address = `/worklist/matter?key=${encodeURIComponent(fetching)}`;
    try {
      await htmx.ajax("get", address, { target: "#matter", swap: "outerHTML" });
    } catch {
      // The line is gone: the list says so, and asks again when it is back.
    }
    if (chosen === fetching) break;
  }
  fetching = undefined;
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
  isOnRow = !!row;
  if (row?.dataset.matter) open(row.dataset.matter);
});
/** The hand is on a row: a list that comes anew leaves it there. */
let isOnRow = false;

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
    if (!chosen || field.matches("input, textarea, select") || document.querySelector("dialog[open]")) return;
    // Enter belongs to the link or button that has the focus.
    if (event.key === "Enter" && field.closest("a, button, summary")) return;
    // Before the first move the list's first row is the one in focus.
    const isVerb =
      event.key === "Enter" ||
      rowOf(chosen)?.querySelector(".worklist-letter")?.textContent?.trim() === event.key.toLowerCase();
    if (!isVerb || isOpen()) return;
    event.preventDefault();
    event.stopPropagation();
    if (isLost()) pressRow();
    else pressed = event.key;
  },
  true,
);

/* The matter of a row cannot be fetched while the line is lost: its first verb is kept as it is. */
function pressRow(): void {
  const row = rowOf(chosen);
  if (!row || isWaiting(row.dataset.matter ?? "")) return;
  const says = row.querySelector<HTMLElement>("[data-row-says]");
  if (row.hasAttribute("data-sends-final") && says && !row.hasAttribute("data-asked")) {
    row.setAttribute("data-asked", "");
    says.dataset.said = says.textContent ?? "";
    says.textContent = t(`再按：${says.dataset.said}`, `Again: ${says.dataset.said}`);
    return;
  }
  if (keepRow(row)) {
    unask();
    return;
  }
  const slot = document.createElement("form");
  slot.dataset.refusalSlot = `#${row.id}-refusal`;
  showTrouble(
    slot,
    t(
      "现在办不了：线路断了，这一步要先看建议或填写内容。",
      "Not now: the line is lost, and this needs a proposal or words first.",
    ),
    t("连上后再按；急事请用电台或电话。", "Press again once it is back; if it is urgent, use the radio or telephone."),
  );
}

/* A field that a key opens takes the hand at once. */
document.addEventListener(
  "toggle",
  (event) => {
    const fold = event.target as HTMLDetailsElement;
    if (fold.open && fold.closest("#matter"))
      fold.querySelector<HTMLElement>("select, input:not([type=hidden])")?.focus();
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
  for (const form of document.querySelectorAll("[data-asked]")) {
    form.removeAttribute("data-asked");
    const says = form.querySelector<HTMLElement>("[data-says], [data-row-says]");
    if (says?.dataset.said) says.textContent = says.dataset.said;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  unask();
  // Out of a field: back to the row, and what was opened folds.
  const fold = (document.activeElement as Element | null)?.closest<HTMLDetailsElement>("#matter details[open]");
  if (!fold) return;
  fold.open = false;
  rowOf(chosen)?.focus();
});

/* --- pressed while the line is lost: kept, told, and sent once when it is back -------------------- */
const wordsOf = (form: Element): string =>
  (form.querySelector("[data-says]") ?? form.querySelector("summary, button"))?.textContent
    ?.replace(/\s+/g, " ")
    .trim() ?? "";

document.addEventListener(
  "submit",
  (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("#matter form");
    if (!form || !isLost() || event.defaultPrevented) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    unask();
    keepForm(form, chosen ?? "", wordsOf(form));
  },
  true,
);

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const { elt, requestConfig } = (event as CustomEvent<{ elt: Element; requestConfig: { verb: string } }>).detail;
    const form = elt.closest<HTMLFormElement>("#matter form");
    if (!form || requestConfig.verb === "get") return;
    // The stream may not know yet that the line is lost; the same key makes a second try safe.
    clearRefusal(form);
    document.querySelector(form.dataset.refusalSlot ?? "#none")?.replaceChildren();
    keepForm(form, chosen ?? "", wordsOf(form));
  });
}

async function sendKept(): Promise<void> {
  if (isAnyWaiting() && (await sendWaiting())) refreshNow(board());
}

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
  markWaiting();
  sayLost();
  if (isOnRow && document.activeElement === document.body) rowOf(chosen)?.focus({ preventScroll: true });
  if (chosen && !rowOf(chosen) && !pane().contains(document.activeElement)) {
    const first = rows()[0];
    open(first?.dataset.matter ?? "");
  }
});

/* --- a lost line: nothing is said that is not known ---------------------------------------------- */
document.addEventListener("quanju:live", (event) => {
  const live = (event as CustomEvent<LiveState>).detail;
  const wasLost = isLost();
  lostAt = live.state === "lost" ? live.heardAt : 0;
  sayLost();
  // A press can fail while the stream still says that all is well: whenever it is heard, we look.
  if (live.state !== "live") return;
  void sendKept();
  if (wasLost) {
    // What was chosen while nothing could be fetched is opened now.
    if (chosen && pane().dataset.matter !== chosen) open(chosen);
  }
});
addEventListener("online", () => void sendKept());

function sayLost(): void {
  board().toggleAttribute("data-lost", isLost());
  const line = board().querySelector<HTMLElement>(".worklist-lost");
  if (line) {
    line.hidden = !lostAt;
    line.textContent = lostAt ? lostWords() : "";
  }
  const empty = board().querySelector<HTMLElement>("[data-empty]");
  if (!empty) return;
  empty.dataset.said ??= empty.textContent?.trim() ?? "";
  const heard = wallClock(lostAt);
  empty.textContent = lostAt
    ? t(`到 ${heard} 为止：${empty.dataset.said}`, `Until ${heard}: ${empty.dataset.said}`)
    : empty.dataset.said;
}

function lostWords(): string {
  const span = spanText((serverNow() - lostAt) / 1000);
  const heard = wallClock(lostAt);
  return t(
    `线路断了 ${span}，正在重连。这张清单停在 ${heard}，时限照走；现在按下的先存着，连上后自动送出一次。`,
    `The line has been lost for ${span} and is being restored. This list is of ${heard}, limits run on; what you press now is kept and sent once it is back.`,
  );
}

onTick(() => {
  if (lostAt) sayLost();
});

/* --- other kinds, the rest of a group: the frame stays, rows of the final heights come first ------ */
const GHOSTS_AFTER_MS = 150;
const GHOSTS = 12;

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = (event.target as Element).closest<HTMLAnchorElement>("#worklist a[data-lists]");
  if (!link) return;
  event.preventDefault();
  void showList(new URL(link.href));
});

async function showList(address: URL): Promise<void> {
  const timer = setTimeout(showGhosts, GHOSTS_AFTER_MS);
  try {
    await htmx.ajax("get", `/worklist/board${address.search}`, { target: "#worklist", swap: "outerHTML" });
  } finally {
    clearTimeout(timer);
  }
  if (board().hasAttribute("aria-busy")) return refreshNow(board()); // nothing came: the list as it was
  history.pushState(null, "", address);
  mark();
  markWaiting();
  // The hand goes on where it was: to the row of the open matter, else to the first.
  const next = rowOf(chosen) ?? rows()[0];
  if (next) next.focus({ preventScroll: true });
  else {
    open("");
    board().querySelector<HTMLElement>("[aria-current]")?.focus();
  }
}

function showGhosts(): void {
  const list = board().querySelector(".worklist-rows");
  if (!list) return;
  board().setAttribute("aria-busy", "true");
  const ghosts = Array.from({ length: GHOSTS }, () => {
    const one = document.createElement("div");
    one.className = "worklist-ghost";
    return one;
  });
  list.replaceChildren(...ghosts);
}

addEventListener("popstate", () => location.reload());

mark();
markWaiting();
