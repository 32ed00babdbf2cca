import { unfold } from "./folds";
import { icon } from "./icons";
import { t } from "./text";

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

/** Places the server's refusal; one that names a field stands at the field. */
export function showRefusal(control: Element, html: string): void {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const refusal = answer.querySelector<HTMLElement>(".refusal");
  if (!refusal) {
    showTrouble(control, t("没有完成，服务器没有说明原因。", "This was not done; the server gave no reason."));
    return;
  }
  const field = refusal.dataset.field && control.closest("form")?.elements.namedItem(refusal.dataset.field);
  if (field instanceof HTMLElement && field.getAttribute("type") !== "hidden") {
    markField(field, refusal.querySelector(".refusal-why")?.textContent?.trim() ?? "");
    return;
  }
  place(control, refusal);
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
