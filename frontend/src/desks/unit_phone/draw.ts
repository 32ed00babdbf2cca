import { htmx, morph } from "../../shared/exchange";
import { clockOffset, setClockOffset, wallClock } from "../../shared/moments";
import { clearRefusal, fieldIn, reasonIn, showRefusal } from "../../shared/refusal";
import type { LiveState } from "../../shared/stream";
import { t } from "../../shared/text";
import type { Kept } from "./queue";
import type { Trouble } from "./sending";

/* What the page looks like: the server's answer, and over it the steps that are not sent yet. */
const FOLLOWING: Record<string, string> = {
  acknowledge: "depart",
  depart: "arrive",
  arrive: "control",
  control: "clear",
  transport: "clear",
  clear: "feedback",
  feedback: "done",
  done: "",
  refuse: "",
};
const SHOWN = ["acknowledge", "depart", "arrive", "control", "clear", "feedback"];
const LAST_PAGE = "quanju.unit.page";
const LAST_WAY = "quanju.unit.way";
const KEPT_FOR_MS = 12 * 3600 * 1000;

export const whole = (): HTMLElement | null => document.getElementById("whole");

/** Put the server's page in place of the present one. */
export function take(html: string): void {
  const next = new DOMParser().parseFromString(html, "text/html").getElementById("whole");
  const old = whole();
  if (!next || !old) return;
  const changed = morph(old, next, "outerHTML");
  for (const node of changed) if (node instanceof Element) htmx.process(node);
  document.dispatchEvent(new CustomEvent("quanju:refreshed", { detail: whole() }));
}

/** Show the steps that wait: their buttons have been pressed, the next one stands in thumb reach. */
export function overlay(waiting: Kept[]): void {
  const page = whole();
  const { incident, job } = page?.dataset ?? {};
  const steps = waiting.filter(
    (one) => (one.job ? one.job === job : one.incident === incident) && one.verb in FOLLOWING,
  );
  const last = steps.at(-1);
  if (!page || !last) return;
  const next = FOLLOWING[last.verb] ?? "";
  page.querySelectorAll<HTMLElement>("[data-big]").forEach((big) => (big.hidden = big.dataset.big !== next));
  page.querySelectorAll<HTMLElement>("[data-for]").forEach((part) => (part.hidden = part.dataset.for !== next));
  for (const one of steps) stopClocks(page, one);
  const done = Math.max(...steps.map((one) => SHOWN.indexOf(one.verb)));
  page.querySelectorAll<HTMLElement>(".steps [data-step]").forEach((item, place) => {
    if (place <= done) item.className = "is-done";
    item.toggleAttribute("aria-current", false);
    if (place > done && item.dataset.step === next) item.setAttribute("aria-current", "step");
  });
}

/** A clock toward what was pressed stands still at that moment, whether it was sent or not. */
function stopClocks(page: HTMLElement, one: Kept): void {
  for (const clock of page.querySelectorAll<HTMLElement>(`[data-runs-to~="${one.verb}"] q-clock:not([stopped])`)) {
    const until = Date.parse(clock.getAttribute("until") ?? "");
    clock.setAttribute("met", Number.isNaN(until) || Date.parse(one.pressedAt) <= until ? "yes" : "no");
    clock.setAttribute("stopped", one.pressedAt);
  }
}

const REASONS = {
  signed_out: t("登录已结束：重新登录后自动补报", "Signed out: sign in again and it is sent"),
  somebody_else: t(
    "现在登录的是别人：本人登录后自动补报",
    "Somebody else is signed in: sign in yourself and it is sent",
  ),
  not_ours: t(
    "网络没有通到系统（可能要先登录 Wi-Fi）：已保存，自动再报",
    "The network does not reach us (a Wi-Fi sign-in, perhaps): kept and tried again",
  ),
  server: t("服务器没有应答：已保存，自动再报", "The server does not answer: kept and tried again"),
  "": t("正在发送", "Sending"),
};

/** The amber strip: how many presses and photos wait, and why. */
export function strip(
  waiting: Kept[],
  why: Trouble | "",
  isOnPageOnly: boolean,
  photos: { count: number; words: string },
): void {
  const box = document.getElementById("strip");
  if (!box) return;
  const help = waiting.find((one) => one.verb === "panic");
  const count = waiting.length + photos.count;
  box.hidden = !count && why !== "offline";
  box.classList.toggle("phone-strip-bad", Boolean(help) && why !== "");
  const offline = waiting.length
    ? t(`无信号：已存 ${waiting.length} 步，来信号自动补报`, `No signal: ${waiting.length} kept, sent when it returns`)
    : t("无信号：指令请听电台", "No signal: listen to the radio");
  const told = why === "offline" ? offline : REASONS[why];
  const words = waiting.length || !photos.count || (why !== "offline" && why !== "") ? told : photos.words;
  const pressed = help ? wallClock(Date.parse(help.pressedAt)) : "";
  const isOut = !help || why === "";
  const lines = [
    isOut
      ? words
      : t(
          `求助还没有发出（${pressed} 按下）！请立即用电台呼叫`,
          `The call for help (pressed ${pressed}) is NOT out: use the radio now`,
        ),
  ];
  if (waiting.length && photos.words) lines.push(photos.words);
  if (isOnPageOnly && count)
    lines.push(t("手机存不下：发出前不要关闭本页。", "This phone cannot store it: keep this page open."));
  const sentence = document.createElement("span");
  sentence.textContent = lines.join(" ");
  const left = document.createElement(why === "signed_out" || why === "somebody_else" ? "a" : "b");
  left.textContent = t(`未发送 ${count}`, `${count} unsent`);
  if (left instanceof HTMLAnchorElement) {
    left.href = "/sign-in?next=/unit/";
    // What rests on this page alone would go with it.
    if (isOnPageOnly) left.target = "_blank";
  }
  box.replaceChildren(sentence, ...(count ? [left] : []));
}

/** A photo that was not taken says why; the others go on. */
export function refusedPhoto(name: string, html: string): void {
  const words = t(`照片 ${name}`, `Photo ${name}`);
  refused({ words, fields: [] }, html);
}

/** The sentence at the field that it names, in the form that was sent; false where none is in view. */
export function refusedAtField(one: Kept, html: string): boolean {
  const forms = [...document.querySelectorAll<HTMLFormElement>("form[data-queue]")];
  const value = (form: HTMLFormElement, name: string): string => String(new FormData(form).get(name) ?? "");
  const form = forms.find((form) => value(form, "verb") === one.verb && value(form, "job") === (one.job ?? ""));
  const named = form?.elements.namedItem(fieldIn(html));
  if (!form?.checkVisibility() || !(named instanceof HTMLElement)) return false;
  for (const [name, words] of one.fields) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)
      field.value = words;
  }
  clearRefusal(form);
  showRefusal(form, html);
  return true;
}

/** A refusal of a step stays until it is read, with the words that were typed. */
export function refused(one: Pick<Kept, "words" | "fields">, html: string): void {
  const box = document.getElementById("refused");
  if (!box) return;
  const why = reasonIn(html) || t("服务器没有说明原因", "the server gave no reason");
  const line = document.createElement("p");
  const what = document.createElement("b");
  what.textContent = t(`“${one.words}”没有执行：`, `“${one.words}” was not done: `);
  const typed = one.fields.find(([name, value]) => ["text", "findings", "note"].includes(name) && value)?.[1] ?? "";
  const quote = document.createElement("q");
  quote.textContent = typed;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button";
  close.textContent = t("知道了", "Understood");
  close.addEventListener("click", () => {
    line.remove();
    box.hidden = !box.childElementCount;
  });
  line.append(what, why, ...(typed ? [" ", quote] : []), close);
  box.append(line);
  box.hidden = false;
}

/** The refusals that stand survive a new page. */
export function keepRefusals(work: () => void): void {
  const lines = [...(document.getElementById("refused")?.children ?? [])];
  work();
  const box = document.getElementById("refused");
  if (!box || !lines.length) return;
  box.replaceChildren(...lines);
  box.hidden = false;
}

let heardAt = 0;
document.addEventListener("quanju:live", (event) => {
  const { state, heardAt: at } = (event as CustomEvent<LiveState>).detail;
  if (state === "live") heardAt = at;
});

/** The map as the server drew it: what it has put around itself since would stand there twice. */
function bareMaps(copy: HTMLElement): void {
  for (const map of copy.querySelectorAll("q-map")) {
    map.querySelectorAll(":scope > :not(q-map-layer)").forEach((one) => one.remove());
    map.removeAttribute("data-fitted");
  }
}

/** The last page of this person, for a start without signal; it fades after a shift. */
export function remember(person: string): void {
  const page = whole();
  if (!page || !person) return;
  const copy = page.cloneNode(true) as HTMLElement;
  copy.querySelectorAll("#refused > *").forEach((one) => one.remove());
  copy.querySelectorAll("dialog[open]").forEach((one) => one.removeAttribute("open"));
  bareMaps(copy);
  const times = { at: Date.now(), heardAt, offset: clockOffset() };
  try {
    localStorage.setItem(LAST_PAGE, JSON.stringify({ person, ...times, html: copy.outerHTML }));
  } catch {
    // Without storage a start without signal shows no last page; nothing else is lost.
  }
}

export function recall(): { person: string; at: number } | undefined {
  try {
    const found = JSON.parse(localStorage.getItem(LAST_PAGE) ?? "null") as {
      person: string;
      at: number;
      heardAt?: number;
      offset?: number;
      html: string;
    } | null;
    if (!found || Date.now() - found.at > KEPT_FOR_MS) {
      localStorage.removeItem(LAST_PAGE);
      return undefined;
    }
    setClockOffset(found.offset ?? 0);
    take(found.html);
    const lost: LiveState = { state: "lost", heardAt: found.heardAt || found.at, delayS: 0 };
    document.dispatchEvent(new CustomEvent("quanju:live", { detail: lost }));
    return found;
  } catch {
    return undefined;
  }
}

/** The way that was drawn last, for the matter it led to. */
export function keepWay(matter: string, way: unknown): void {
  try {
    localStorage.setItem(LAST_WAY, JSON.stringify({ matter, way }));
  } catch {
    // Without storage the way is gone with the page.
  }
}

export function keptWay(matter: string): unknown {
  try {
    const found = JSON.parse(localStorage.getItem(LAST_WAY) ?? "null") as { matter: string; way: unknown } | null;
    return found?.matter === matter ? found.way : undefined;
  } catch {
    return undefined;
  }
}

export function forgetPage(): void {
  try {
    localStorage.removeItem(LAST_PAGE);
    localStorage.removeItem(LAST_WAY);
  } catch {
    // Refused storage holds nothing.
  }
}
