import { concerns } from "./concerns";
import type { JournalNews } from "./stream";

/*
 * How much waits at each desk, beside its word in the rail. The worklist brings the counts with its
 * own list (data-total, data-desks); every other page asks for them once it stands, and again when
 * something has happened, at most every few seconds: they are a hint, not a clock.
 */
const CALM_MS = 5000;
const ROOMS = "dispatch. patrol. duty. rounds. planning. people. rulebook. deadlines. approvals.";
let _timer: ReturnType<typeof setTimeout> | undefined;

function show(total: number, desks: Record<string, number>): void {
  for (const badge of document.querySelectorAll<HTMLElement>(".rail-count")) {
    const desk = badge.dataset.count ?? "";
    const count = desk === "worklist" ? total : (desks[desk] ?? 0);
    badge.hidden = count === 0;
    badge.textContent = count > 99 ? "99+" : String(count);
  }
}

function showOf(board: HTMLElement): void {
  const pairs = (board.dataset.desks ?? "")
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map((pair) => pair.split("="));
  show(Number(board.dataset.total), Object.fromEntries(pairs.map(([desk, count]) => [desk, Number(count)])));
}

async function ask(): Promise<void> {
  _timer = undefined;
  const board = document.querySelector<HTMLElement>("[data-total][data-desks]");
  if (board) return showOf(board);
  const address = document.querySelector<HTMLElement>('[data-counts]:not([data-counts=""])')?.dataset.counts;
  if (!address || document.hidden) return;
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json", "X-Refresh": "true" } });
    if (!answer.ok || answer.redirected) return;
    const found = (await answer.json()) as { total: number; desks: Record<string, number> };
    show(found.total, found.desks);
  } catch {
    // The line is gone, and the page says so; the counts stay as they were.
  }
}

function askSoon(): void {
  _timer ??= setTimeout(() => void ask(), CALM_MS);
}

document.addEventListener("quanju:journal", (event) => {
  if (concerns(ROOMS, (event as CustomEvent<JournalNews>).detail)) askSoon();
});
document.addEventListener("quanju:gap", askSoon);
document.addEventListener("visibilitychange", () => document.hidden || askSoon());
document.addEventListener("quanju:refreshed", (event) => {
  const part = (event as CustomEvent<HTMLElement>).detail;
  const board = part.id ? document.getElementById(part.id) : null;
  if (board?.hasAttribute("data-total")) showOf(board);
});
void ask();
