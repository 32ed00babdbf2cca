import { serverNow } from "../../shared/moments";

/*
 * The one line: what a crew tells by radio, in a few keys. What it means is asked while one types and
 * shown above it; Enter sends what is shown there as meant, never a line that may mean two things.
 */
const SOON_MS = 60;
let timer: ReturnType<typeof setTimeout> | undefined;
let asked = 0;
let answered: Promise<void> = Promise.resolve();

const field = (): HTMLInputElement | null => document.querySelector("#line-words");
const pop = (): HTMLElement | null => document.querySelector(".line-pop");
const options = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("#line-options [role=option]")];
const chosen = (): HTMLElement | undefined => options().find((one) => one.getAttribute("aria-selected") === "true");

function show(isShown: boolean): void {
  const box = pop();
  if (box) box.hidden = !isShown;
  field()?.setAttribute("aria-expanded", String(isShown));
  if (!isShown) field()?.removeAttribute("aria-activedescendant");
}

async function ask(): Promise<void> {
  const box = field();
  const url = box?.closest<HTMLElement>("[data-one-line]")?.dataset.oneLine;
  if (!box || !url) return;
  const turn = ++asked;
  const incident = document.querySelector<HTMLElement>("#panel")?.dataset.incident ?? "";
  const query = new URLSearchParams({ words: box.value, incident });
  const answer = await fetch(`${url}?${query}`, { credentials: "same-origin" }).catch(() => undefined);
  if (!answer?.ok || turn !== asked) return;
  const html = await answer.text();
  if (turn !== asked) return;
  const list = new DOMParser().parseFromString(html, "text/html").querySelector("#line-options");
  const before = chosen()?.dataset.words;
  pop()?.replaceChildren(...(list ? [document.adoptNode(list)] : []));
  options()
    .find((one) => one.dataset.words === before)
    ?.setAttribute("aria-selected", "true");
  show(document.activeElement === box);
}

function askSoon(): void {
  clearTimeout(timer);
  asked += 1;
  pop()
    ?.querySelectorAll("[data-ready]")
    .forEach((one) => one.removeAttribute("data-ready"));
  answered = new Promise((done) => {
    timer = setTimeout(() => void ask().then(done), SOON_MS);
  });
}

function choose(step: number): void {
  const rows = options();
  const now = rows.findIndex((one) => one.getAttribute("aria-selected") === "true");
  const at = now === -1 && step < 0 ? rows.length - 1 : now + step;
  const next = rows[(at + rows.length) % rows.length];
  rows.forEach((one) => one.setAttribute("aria-selected", String(one === next)));
  if (next) field()?.setAttribute("aria-activedescendant", next.id);
  next?.scrollIntoView({ block: "nearest" });
}

function send(option: HTMLElement): void {
  const box = field();
  if (!box) return;
  box.value = option.dataset.words ?? "";
  // The incident that stood beside the words, whichever is open by now; none for a crew's words.
  const about = document.querySelector<HTMLInputElement>("#line-incident");
  if (about) about.value = option.dataset.incident ?? "";
  show(false);
  box.form?.requestSubmit();
}

async function enter(): Promise<void> {
  await answered;
  const meant = chosen() ?? options().find((one) => one.hasAttribute("data-ready"));
  if (meant) send(meant);
}

function onKey(event: KeyboardEvent): void {
  if (event.isComposing || event.target !== field()) return;
  if (event.key === "Enter") {
    event.preventDefault();
    void enter();
  } else if (event.key === "Escape") {
    if (field()) field()!.value = "";
    show(false);
    field()?.blur();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(event.key === "ArrowDown" ? 1 : -1);
  }
}

/** What may be taken back goes from the strip when its seconds are over. */
function tidy(): void {
  const now = serverNow();
  for (const row of document.querySelectorAll<HTMLElement>("#told [data-until]"))
    if (Date.parse(row.dataset.until ?? "") <= now) row.remove();
}

document.addEventListener("keydown", onKey);
document.addEventListener("input", (event) => event.target === field() && askSoon());
document.addEventListener("focusin", (event) => event.target === field() && askSoon());
document.addEventListener("focusout", (event) => event.target === field() && show(false));
// The list must not take the focus away from the line before the press has landed.
document.addEventListener("pointerdown", (event) => {
  if ((event.target as HTMLElement).closest(".line-pop")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const target = event.target as HTMLElement;
  const option = target.closest<HTMLElement>("#line-options [role=option]");
  if (option) send(option);
  const words = target.closest<HTMLElement>("[data-line-words]")?.dataset.lineWords;
  const box = field();
  if (words === undefined || !box) return;
  box.value = words;
  box.focus();
  askSoon();
});
setInterval(tidy, 1_000);
