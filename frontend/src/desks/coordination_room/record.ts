import { concerns } from "../../shared/concerns";
import { htmx, morph } from "../../shared/exchange";
import type { JournalNews } from "../../shared/stream";
import { t } from "../../shared/text";

/*
 * The record of a group, page by page. The newest page grows by what was said after its last place;
 * older ones are fetched when the reader comes near, and those far away give back their rows and
 * keep their height, so that ten thousand entries scroll like sixty.
 */
const NEAR_PX = 80;
const COALESCE_MS = 120;
/** Many readers of one group do not all ask in the same instant for what is no message. */
const SPREAD_MS = 800;
/** All of a large group ask for a message at once: whom a full server sends away comes again. */
const FULL_TRIES = 8;
/** Pages that keep their rows: the one in view and its neighbours. */
const AHEAD_PX = 1600;

export const stream = (): HTMLElement | null => document.getElementById("stream");
const pages = (): HTMLElement[] => [...(stream()?.querySelectorAll<HTMLElement>(":scope > .group-page") ?? [])];
const newest = (): HTMLElement | undefined => pages().at(-1);

let isAtEnd = true;
let unseen = 0;
let asking: Promise<void> = Promise.resolve();
let after: ReturnType<typeof setTimeout> | undefined;
let anew: ReturnType<typeof setTimeout> | undefined;

export const lastPlace = (): number => Number(newest()?.dataset.last ?? 0);
const isPast = (): boolean => stream()?.hasAttribute("data-past") ?? true;

/** One after another: what comes later stands later. */
function inTurn(work: () => Promise<void>): Promise<void> {
  asking = asking.then(work, work);
  return asking;
}

async function fetched(question: string, tries = FULL_TRIES): Promise<HTMLElement | undefined> {
  const from = stream()?.dataset.from;
  if (!from) return undefined;
  try {
    const answer = await fetch(`${from}?${question}`, {
      headers: { "HX-Request": "true", "X-Refresh": "true" },
      credentials: "same-origin",
    });
    if (answer.status === 404 || answer.status === 403) location.reload(); // out of the group: its page says so
    if (answer.status === 503 && tries > 0) {
      await new Promise((done) => setTimeout(done, SPREAD_MS * (0.5 + Math.random())));
      return fetched(question, tries - 1);
    }
    if (!answer.ok || answer.redirected) return undefined;
    const whole = new DOMParser().parseFromString(await answer.text(), "text/html");
    return whole.querySelector<HTMLElement>(".group-page") ?? undefined;
  } catch {
    return undefined; // the line is gone: the stream brings a gap when it is back
  }
}

function told(): void {
  const box = stream();
  if (box) document.dispatchEvent(new CustomEvent("quanju:refreshed", { detail: box }));
}

/** What was said after the last place that stands here, and nothing else. */
export function grow(): Promise<void> {
  return inTurn(async () => {
    for (;;) {
      const page = newest();
      if (!page || isPast()) return;
      const next = await fetched(`after=${page.dataset.last ?? 0}`);
      if (!next) return;
      const rows = [...(next.querySelector(".group-rows")?.children ?? [])].filter(
        (row) => !document.getElementById(row.id),
      );
      stream()?.querySelector(":scope > .hint")?.remove();
      page.querySelector(".group-rows")?.append(...rows);
      rows.forEach((row) => htmx.process(row));
      page.dataset.last = next.dataset.last ?? page.dataset.last ?? "0";
      if (!isAtEnd) unseen += rows.length;
      follow();
      told();
      if (!next.hasAttribute("data-more")) return;
    }
  });
}

/** The newest page as it is now: something in it was corrected, or something else happened. */
export function renewNewest(): Promise<void> {
  return inTurn(async () => {
    const page = newest();
    if (!page || isPast()) return;
    const next = await fetched(`since=${page.dataset.first || 1}`);
    if (!next) return;
    const changed = morph(page, next, "outerHTML");
    for (const node of changed) if (node instanceof Element) htmx.process(node);
    follow();
    told();
  });
}

async function older(): Promise<void> {
  const box = stream();
  const first = Number(pages()[0]?.dataset.first ?? 0);
  const way = box?.querySelector<HTMLElement>(".group-older");
  if (!box || !way || way.hidden || first <= 1) return;
  const page = await fetched(`before=${first}`);
  if (!page?.dataset.first) return;
  const bottom = box.scrollHeight - box.scrollTop;
  way.after(page);
  htmx.process(page);
  watch(page);
  box.scrollTop = box.scrollHeight - bottom;
  way.hidden = Number(page.dataset.first) <= 1;
}

/** Far away a page is its height; coming near it is fetched as it is by then. */
const near = new IntersectionObserver(
  (seen) => {
    for (const one of seen) {
      const page = one.target as HTMLElement;
      if (one.isIntersecting) void inTurn(() => fill(page));
      else if (page !== newest()) empty(page);
    }
  },
  { root: stream(), rootMargin: `${AHEAD_PX}px 0px` },
);
const watch = (page: HTMLElement): void => near.observe(page);

function empty(page: HTMLElement): void {
  const rows = page.querySelector(".group-rows");
  if (!rows?.childElementCount || page.contains(document.activeElement)) return;
  page.style.height = `${page.offsetHeight}px`;
  page.dataset.empty = "";
  rows.replaceChildren();
}

async function fill(page: HTMLElement): Promise<void> {
  if (page.dataset.empty === undefined || !page.isConnected) return;
  const next = await fetched(`before=${Number(page.dataset.last) + 1}`);
  if (!next) return;
  page.querySelector(".group-rows")?.replaceChildren(...(next.querySelector(".group-rows")?.children ?? []));
  htmx.process(page);
  delete page.dataset.empty;
  page.style.height = "";
}

/** At the end the reader stays at the end; above it, nothing jumps and a line says what is new. */
function follow(): void {
  const box = stream();
  if (!box) return;
  if (isAtEnd && !location.hash && !isPast()) box.scrollTop = box.scrollHeight;
  if (isAtEnd) unseen = 0;
  let line = document.querySelector<HTMLButtonElement>(".group-unseen");
  if (!unseen) {
    line?.remove();
    return;
  }
  if (!line) {
    line = document.createElement("button");
    line.type = "button";
    line.className = "button group-unseen";
    line.addEventListener("click", () => toEnd());
    box.after(line);
  }
  line.textContent = t(`新 ${unseen} ↓`, `${unseen} new ↓`);
}

export function toEnd(): void {
  isAtEnd = true;
  if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
  follow();
}

document.addEventListener(
  "scroll",
  (event) => {
    const box = stream();
    if (!box || event.target !== box) return;
    isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
    if (isAtEnd && unseen) follow();
    if (box.scrollTop < AHEAD_PX) void inTurn(older);
  },
  true,
);

document.addEventListener("quanju:journal", (event) => {
  const news = (event as CustomEvent<JournalNews>).detail;
  const { subject = "", incident = "" } = stream()?.dataset ?? {};
  if (!subject || !concerns(`${subject} ${incident}`, news)) return;
  if (news.event === "coordination.message_sent") {
    if (!after)
      after = setTimeout(() => {
        after = undefined;
        void grow();
      }, COALESCE_MS);
  } else {
    if (!anew)
      anew = setTimeout(
        () => {
          anew = undefined;
          void renewNewest();
        },
        COALESCE_MS + Math.random() * SPREAD_MS,
      );
  }
});
document.addEventListener("quanju:gap", () => void grow().then(renewNewest));
document.addEventListener("quanju:said", () => {
  isAtEnd = true;
  void grow();
});
const here = location.hash ? document.getElementById(location.hash.slice(1)) : null;
here?.scrollIntoView({ block: "center" });
if (here) isAtEnd = false;
follow();
