import { concerns } from "./concerns";
import { clearDrafts } from "./drafts";
import { htmx, morph } from "./exchange";
import { holdsWords } from "./identity";
import { pagePerson, renew } from "./session";
import { saySignedOut } from "./signed_out";
import type { JournalNews } from "./stream";
import { showPage } from "./swap";

/*
 * <section hx-get="/dispatch/queue" data-refresh-on="dispatch. patrol.">
 * is fetched again when the journal tells an event of one of these prefixes (or one whose subject or
 * relation is named: "incident:20261123-0042"). Several within 200 ms count once; urgent news at once.
 * While the reader is typing inside, the fragment waits until they leave the field; one that marks
 * itself with data-hand is told (quanju:held) and waits until it says quanju:released. What hundreds
 * look at and no hand waits for says data-spread-ms: its readers ask within so long, not all at once.
 */
const COALESCE_MS = 200;
/** A server that was full is asked again after so long, and not by everybody at once. */
const FULL_MS = 1000;
const waiting = new Set<Element>();
let timer: ReturnType<typeof setTimeout> | undefined;

function isBeingTyped(element: Element): boolean {
  const field = document.activeElement;
  return (
    field instanceof HTMLElement &&
    element.contains(field) &&
    field.matches("input:not([type=checkbox], [type=radio]), textarea, select")
  );
}

const inFlight = new WeakSet<Element>();
const again = new WeakSet<Element>();

async function fetchAnew(element: Element): Promise<void> {
  const url = element.getAttribute("data-refresh-from") ?? element.getAttribute("hx-get");
  if (!url || !element.isConnected) return;
  if (inFlight.has(element)) {
    again.add(element);
    return;
  }
  inFlight.add(element);
  try {
    const answer = await fetch(url, {
      headers: { "HX-Request": "true", "X-Refresh": "true" },
      credentials: "same-origin",
    });
    if (answer.ok && element.isConnected) swap(element, await answer.text());
    else if (answer.status === 401 || answer.redirected) await sessionEnded();
    else if (answer.status === 503) setTimeout(() => void fetchAnew(element), FULL_MS * (1 + Math.random()));
  } catch {
    // The line is gone; the stream says so and brings a gap when it is back.
  } finally {
    inFlight.delete(element);
    if (again.delete(element)) void fetchAnew(element);
  }
}

/** What was fetched may be old for a reason that no news tells: a verb was done, time has passed. */
export function refreshNow(element: Element): void {
  waiting.delete(element);
  void fetchAnew(element);
}

/** Signed out: a page with nothing typed goes to the door, one with words stays and says so. */
async function sessionEnded(): Promise<void> {
  if (!holdsWords(document) && !document.querySelector("dialog[open]")) return location.reload();
  const who = await renew();
  if (who?.person && who.person !== pagePerson()) {
    clearDrafts();
    location.replace("/");
  } else saySignedOut();
}

/*
 * A verb is done (HX-Trigger: quanju:done): the part that its form stands in is fetched anew at once
 * and the others follow by the stream; a page without such parts is read anew.
 */
document.addEventListener("quanju:done", (event) => {
  const control = event.target as Element;
  const part = control.closest("[data-refresh-on]");
  const sheet = control.closest<HTMLDialogElement>("dialog[data-beside]");
  control.closest("form")?.reset();
  if (!part && !sheet) {
    void renewPage(location.href);
    return;
  }
  sheet?.close();
  sheet?.replaceChildren();
  if (part) void fetchAnew(part);
  else document.querySelectorAll("[data-refresh-on]:not(q-map, q-map-layer)").forEach((one) => void fetchAnew(one));
});

/** Reads a page anew and shows its content in place; a page with another frame is gone to. */
async function renewPage(address: string): Promise<void> {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (answer.ok && samePath(answer.url) && showPage(await answer.text())) {
      if (answer.url !== location.href) history.replaceState(history.state, "", answer.url);
      return;
    }
  } catch {
    // The line is gone: the browser itself says so.
  }
  location.assign(address);
}

const samePath = (address: string): boolean => new URL(address, location.href).pathname === location.pathname;

/* A verb leads to a page (shared/refusals.went): this one is renewed in place, another is gone to. */
document.addEventListener("quanju:went", (event) => {
  const { to } = (event as CustomEvent<{ to: string }>).detail;
  if (samePath(to)) void renewPage(new URL(to, location.href).href);
  else location.assign(to);
});

function swap(element: Element, html: string): void {
  const next = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
  if (!next) return;
  const changed = morph(element, next, "outerHTML");
  for (const node of changed) if (node instanceof Element) htmx.process(node);
  document.dispatchEvent(new CustomEvent("quanju:refreshed", { detail: element }));
}

function flush(): void {
  clearTimeout(timer);
  timer = undefined;
  for (const element of [...waiting]) {
    if (isBeingTyped(element)) continue;
    if (element.hasAttribute("data-hand")) {
      element.dispatchEvent(new CustomEvent("quanju:held", { bubbles: true }));
      continue;
    }
    waiting.delete(element);
    void fetchAnew(element);
  }
}

document.addEventListener("quanju:journal", (event) => {
  const news = (event as CustomEvent<JournalNews>).detail;
  let found = false;
  let spread = 0;
  for (const element of document.querySelectorAll("[data-refresh-on]")) {
    if (!concerns(element.getAttribute("data-refresh-on") ?? "", news)) continue;
    if (element.localName.startsWith("q-map")) continue; // the map reads its own layers
    waiting.add(element);
    spread = Math.max(spread, Number(element.getAttribute("data-spread-ms") ?? 0));
    found = true;
  }
  if (!found) return;
  if (news.urgent) flush();
  else timer ??= setTimeout(flush, COALESCE_MS + Math.random() * spread);
});

document.addEventListener("quanju:gap", () => {
  document.querySelectorAll("[data-refresh-on]:not(q-map, q-map-layer)").forEach((element) => waiting.add(element));
  flush();
});

document.addEventListener("quanju:released", () => waiting.size && flush());
document.addEventListener("focusout", () => setTimeout(() => waiting.size && flush(), 0));
