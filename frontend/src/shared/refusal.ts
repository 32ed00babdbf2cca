import { unfold } from "./folds";
import { icon } from "./icons";
import { isEnglish, t } from "./text";

/*
 * A refusal stands next to the control that caused it: in the form's .refusal-slot if it has one,
 * else right behind the form or button. Never a toast alone.
 */
export function slotFor(control: Element): HTMLElement {
  const named = control.getAttribute("data-refusal-slot");
  if (named) {
    const slot = document.querySelector<HTMLElement>(named);
    if (slot) return slot;
  }
  const home = control.closest("form") ?? control;
  const inside = home.querySelector<HTMLElement>(".refusal-slot");
  if (inside) return inside;
  if (home.nextElementSibling?.classList.contains("refusal-slot")) return home.nextElementSibling as HTMLElement;
  const slot = document.createElement("div");
  slot.className = "refusal-slot";
  if (home.tagName === "FORM") home.append(slot);
  else home.after(slot);
  return slot;
}

export function clearRefusal(control: Element): void {
  const home = control.closest("form") ?? control;
  const next = home.nextElementSibling;
  if (next?.classList.contains("refusal-slot")) next.replaceChildren();
  home.querySelectorAll(".refusal-slot").forEach((slot) => slot.replaceChildren());
  home.querySelectorAll('[aria-invalid="true"]').forEach((field) => field.removeAttribute("aria-invalid"));
  home.querySelectorAll(".field-error[data-from-answer]").forEach((line) => line.remove());
}

interface Told {
  field: string;
  sentence: string;
}

/** Every sentence of an answer that says no: a refusal, a form's errors, problem details. */
function toldIn(body: string): Told[] {
  const answer = new DOMParser().parseFromString(body, "text/html");
  const refusal = answer.querySelector<HTMLElement>(".refusal");
  if (refusal) {
    const sentence = (refusal.querySelector(".refusal-why") ?? refusal).textContent?.trim() ?? "";
    return [{ field: refusal.dataset.field ?? "", sentence }];
  }
  const lines = [...answer.querySelectorAll<HTMLElement>(".field-error, .errorlist > li")];
  if (lines.length)
    return lines.map((line) => ({
      field: line.dataset.field ?? line.closest(".field")?.querySelector("[name]")?.getAttribute("name") ?? "",
      sentence: line.textContent?.trim() ?? "",
    }));
  return problemIn(body);
}

function problemIn(body: string): Told[] {
  try {
    const problem = JSON.parse(body) as Record<string, unknown>;
    const sentence = (isEnglish ? problem.title : problem.title_zh) ?? problem.title ?? problem.detail;
    return typeof sentence === "string" && sentence ? [{ field: "", sentence }] : [];
  } catch {
    return [];
  }
}

/** Why something was not done, in one line; empty where the answer really says nothing. */
export function reasonIn(body: string): string {
  return toldIn(body)
    .map((one) => one.sentence)
    .join(" ");
}

/** The name of the field that a refusal is about; "-" where it names none. */
export const fieldIn = (body: string): string => toldIn(body).find((one) => one.field)?.field ?? "-";

/** The field that is seen for a name: a hidden one says at which its sentence stands. */
function seenField(control: Element, name: string): HTMLElement | undefined {
  const elements = control.closest("form")?.elements;
  const found = name ? elements?.namedItem(name) : null;
  const field = found instanceof RadioNodeList ? (found[0] as HTMLElement) : found;
  const told = field instanceof HTMLElement && field.dataset.toldAt;
  const seen = told ? elements?.namedItem(told) : field;
  return seen instanceof HTMLElement && seen.getAttribute("type") !== "hidden" ? seen : undefined;
}

/** Places what the server says no with; each sentence that names a field stands at the field. */
export function showRefusal(control: Element, body: string): void {
  const told = toldIn(body);
  const atFields = told.map((one) => ({ ...one, seen: seenField(control, one.field) }));
  for (const one of [...atFields].reverse()) if (one.seen) markField(one.seen, one.sentence);
  const elsewhere = atFields.filter((one) => !one.seen).map((one) => one.sentence);
  if (told.length && !elsewhere.length) return;
  const refusal = new DOMParser().parseFromString(body, "text/html").querySelector<HTMLElement>(".refusal");
  if (refusal) place(control, refusal);
  else if (elsewhere.length) showTrouble(control, elsewhere.join(" "));
  else showTrouble(control, t("没有完成，服务器没有说明原因。", "This was not done; the server gave no reason."));
}

/** A sentence of our own, when the line or the server failed. */
export function showTrouble(control: Element, sentence: string, instead?: string): void {
  const box = document.createElement("div");
  box.className = "refusal";
  box.append(icon("alert-triangle"));
  const what = document.createElement("p");
  what.className = "refusal-what";
  what.textContent = sentence;
  box.append(what);
  if (instead) {
    const next = document.createElement("p");
    next.className = "refusal-instead";
    next.textContent = instead;
    box.append(next);
  }
  place(control, box);
}

function place(control: Element, refusal: HTMLElement): void {
  refusal.setAttribute("role", "alert");
  const slot = slotFor(control);
  slot.replaceChildren(document.adoptNode(refusal));
  slot.scrollIntoView({ block: "nearest" });
}

function markField(field: HTMLElement, sentence: string): void {
  const line = document.createElement("p");
  line.className = "field-error";
  line.dataset.fromAnswer = "";
  line.id = `${field.id || field.getAttribute("name")}-error`;
  line.setAttribute("role", "alert");
  line.textContent = sentence;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", line.id);
  (field.closest(".field") ?? field.parentElement)?.append(line);
  unfold(field);
  field.focus();
}
