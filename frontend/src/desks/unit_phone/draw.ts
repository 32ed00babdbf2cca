import { morph, htmx } from "../../shared/exchange";
import { t } from "../../shared/text";
import type { Kept } from "./queue";

/* What the page looks like: the server's answer, and over it the steps that are not sent yet. */
const FOLLOWING: Record<string, string> = {
  acknowledge: "depart", depart: "arrive", arrive: "control", control: "clear", transport: "clear", clear: "feedback", feedback: "done", done: "", refuse: "",
};
const SHOWN = ["acknowledge", "depart", "arrive", "control", "clear", "feedback"];
const LAST_PAGE = "quanju.unit.page";
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
  const incident = page?.dataset["incident"];
  const steps = waiting.filter((one) => one.incident === incident && one.verb in FOLLOWING);
  const last = steps.at(-1);
  if (!page || !last) return;
  const next = FOLLOWING[last.verb] ?? "";
  page.querySelectorAll<HTMLElement>("[data-big]").forEach((big) => (big.hidden = big.dataset["big"] !== next));
  page.querySelectorAll<HTMLElement>("[data-for]").forEach((part) => (part.hidden = part.dataset["for"] !== next));
  const done = Math.max(...steps.map((one) => SHOWN.indexOf(one.verb)));
  page.querySelectorAll<HTMLElement>(".steps [data-step]").forEach((item, place) => {
    if (place <= done) item.className = "is-done";
    item.toggleAttribute("aria-current", false);
    if (place > done && item.dataset["step"] === next) item.setAttribute("aria-current", "step");
  });
}

/** The amber strip: how many steps wait, and why. */
export function strip(waiting: number, why: "offline" | "sending" | "signed_out" | "server" | "", isPanic: boolean): void {
  const box = document.getElementById("strip");
  if (!box) return;
  box.hidden = !waiting && why !== "offline";
  box.classList.toggle("phone-strip-bad", isPanic);
  const words = {
    offline: waiting
      ? t(`无信号：已存 ${waiting} 步，来信号自动补报`, `No signal: ${waiting} kept, sent when it returns`)
      : t("无信号：指令请听电台", "No signal: listen to the radio"),
    sending: t("正在补报", "Sending what was kept"),
    signed_out: t("登录已过期：重新登录后自动补报", "Signed out: sign in again and it is sent"),
    server: t("服务器没有应答：稍后自动再报", "The server does not answer: it is tried again"),
    "": t("正在发送", "Sending"),
  }[why];
  const sentence = document.createElement("span");
  sentence.textContent = isPanic ? t("求助还没有发出！请立即用电台呼叫", "The call for help is NOT out: use the radio now") : words;
  const count = document.createElement(why === "signed_out" ? "a" : "b");
  count.textContent = t(`未发送 ${waiting}`, `${waiting} unsent`);
  if (count instanceof HTMLAnchorElement) count.href = "/unit/";
  box.replaceChildren(sentence, ...(waiting ? [count] : []));
}

/** A refusal of a step stays until it is read. */
export function refused(words: string, html: string): void {
  const box = document.getElementById("refused");
  if (!box) return;
  const found = new DOMParser().parseFromString(html, "text/html");
  const why = found.querySelector(".refusal-why")?.textContent?.trim() || t("服务器没有说明原因", "the server gave no reason");
  const line = document.createElement("p");
  const what = document.createElement("b");
  what.textContent = t(`“${words}”没有执行：`, `“${words}” was not done: `);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button";
  close.textContent = t("知道了", "Understood");
  close.addEventListener("click", () => {
    line.remove();
    box.hidden = !box.childElementCount;
  });
  line.append(what, why, close);
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

/** The last page of this person, for a start without signal; it fades after a shift. */
export function remember(person: string): void {
  const page = whole();
  if (!page || !person) return;
  const copy = page.cloneNode(true) as HTMLElement;
  copy.querySelectorAll("q-map, dialog[open], #refused > *").forEach((one) => one.remove());
  localStorage.setItem(LAST_PAGE, JSON.stringify({ person, at: Date.now(), html: copy.outerHTML }));
}

export function recall(): { person: string; at: number } | undefined {
  try {
    const found = JSON.parse(localStorage.getItem(LAST_PAGE) ?? "null") as { person: string; at: number; html: string } | null;
    if (!found || Date.now() - found.at > KEPT_FOR_MS) {
      localStorage.removeItem(LAST_PAGE);
      return undefined;
    }
    take(found.html);
    return found;
  } catch {
    return undefined;
  }
}

export function forgetPage(): void {
  localStorage.removeItem(LAST_PAGE);
}
