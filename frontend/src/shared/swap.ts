import htmx from "htmx.org";
import { Idiomorph } from "idiomorph";
import { fieldsOf, identify, isChanged, isChoiceTouched } from "./identity";
import { t } from "./text";

/*
 * Swaps that change only what differs. What somebody typed, ticked, opened or was told stays with
 * the matter it belongs to, wherever the new page puts it; what the new page has no place for any
 * more stays too, and says so.
 */

/** Elements that keep their own inside: only their attributes follow the server. */
const SELF_DRAWN = "q-clock, q-bar, q-ago, q-now, q-live, q-map, q-unsent";

function keepsItself(old: Node, next: Node): boolean {
  if (!(old instanceof Element) || !(next instanceof Element) || !old.matches(SELF_DRAWN)) return false;
  for (const { name, value } of [...next.attributes]) {
    if (name !== "level" && name !== "state" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (!next.hasAttribute(name) && !["level", "state", "class", "title", "data-ready"].includes(name))
      old.removeAttribute(name);
  }
  if (old.matches("q-map")) old.dispatchEvent(new CustomEvent("q-map:redeclared", { detail: next }));
  return true;
}

export const isPage = (html: string): boolean => html.trimStart().toLowerCase().startsWith("<!doctype");

/** Takes the content of a whole page into this one: what is typed, opened and focused stays. */
export function showPage(html: string): boolean {
  const next = new DOMParser().parseFromString(html, "text/html");
  const here = document.querySelector("#content");
  const there = next.querySelector("#content");
  if (!here || !there) return false;
  document.title = next.title;
  const changed = morph(here, there, "outerHTML");
  for (const node of changed) if (node instanceof Element) htmx.process(node);
  return true;
}

export function morph(target: Element, content: Node, style: "outerHTML" | "innerHTML"): Node[] {
  const whole = content.cloneNode(true);
  try {
    return morphed(target, content, style);
  } catch (error) {
    // Half a swap would show two panels at once; a plain one loses no more than the focus.
    console.error(error);
    if (style === "outerHTML") target.replaceWith(whole);
    else target.replaceChildren(whole);
    return [whole];
  }
}

function morphed(target: Element, content: Node, style: "outerHTML" | "innerHTML"): Node[] {
  identify(target);
  if (content instanceof Element) {
    identify(content);
    leaveChoices(target, content);
  }
  return Idiomorph.morph(
    target,
    content as never,
    {
      morphStyle: style,
      ignoreActiveValue: true,
      callbacks: {
        beforeNodeMorphed: (old: Node, next: Node) => !isHeld(old, next) && !keepsItself(old, next),
        beforeNodeRemoved: (old: Node) => !isKept(old),
        beforeAttributeUpdated: (name: string, node: Element) =>
          // What the reader opened stays open, what was refused at a field stays marked.
          !(name === "open" && node.matches("details, dialog")) &&
          !(name.startsWith("aria-") && node.getAttribute("aria-invalid") === "true"),
      },
    } as never,
  ) as unknown as Node[];
}

/** What the new page must not change: a changed field, a choice, a refusal, the key of an attempt without an answer. */
function isHeld(old: Node, next: Node): boolean {
  if (old instanceof HTMLInputElement) {
    if (old.name === "idempotency_key") return old.form?.hasAttribute("data-unanswered") ?? false;
    return isChanged(old) || isChoiceTouched(old);
  }
  if (old instanceof Element && old.matches(".refusal-slot"))
    return old.childElementCount > 0 && next instanceof Element && !next.childElementCount;
  return isChanged(old);
}

/** New boxes of a choice that somebody has made come unticked: what is shown is what is sent. */
function leaveChoices(target: Element, content: Element): void {
  const touched = new Set(
    fieldsOf(target).flatMap((one) =>
      one instanceof HTMLInputElement && isChoiceTouched(one) ? [`${one.form?.id}:${one.name}`] : [],
    ),
  );
  if (!touched.size) return;
  for (const field of fieldsOf(content)) {
    if (
      field instanceof HTMLInputElement &&
      (field.type === "checkbox" || field.type === "radio") &&
      touched.has(`${field.form?.id}:${field.name}`)
    )
      field.removeAttribute("checked");
  }
}

/** A tick, words or a refusal that the new page has no place for stay where they are. */
function isKept(old: Node): boolean {
  if (!(old instanceof Element)) return false;
  if (old.matches(".refusal-slot, .field-error[data-from-answer]"))
    return old.childElementCount > 0 || old.matches("[data-from-answer]");
  if (old.matches("form, dialog")) return isOrphan(old);
  if (old.matches("tr, li, label"))
    return fieldsOf(old).some(
      (one) => one instanceof HTMLInputElement && one.type === "checkbox" && one.checked && isChanged(one),
    );
  const forms = [...old.querySelectorAll("form")].filter((form) => fieldsOf(form).some(isChanged));
  if (!forms.length) return false;
  // The box around them goes; they themselves stay in its place.
  old.replaceWith(...forms);
  forms.forEach(isOrphan);
  return true;
}

function isOrphan(old: Element): boolean {
  if (!fieldsOf(old).some((one) => isChanged(one) && !(one instanceof HTMLInputElement && one.type === "checkbox")))
    return false;
  const form = old.matches("form") ? (old as HTMLFormElement) : old.querySelector("form");
  if (!form || form.hasAttribute("data-orphan")) return Boolean(form);
  form.setAttribute("data-orphan", "");
  form.append(orphanLine(form, old));
  return true;
}

function orphanLine(form: HTMLFormElement, whole: Element): HTMLElement {
  const line = document.createElement("div");
  line.className = "note note-warn stack-tight";
  const words = document.createElement("p");
  const number = form.querySelector<HTMLInputElement>('input[name="incident"]')?.value ?? "";
  words.textContent = number
    ? t(
        `情况已变，填的内容还在，发送时仍归 ${number}。`,
        `Things have changed. What you typed is still here and goes to ${number}.`,
      )
    : t(
        "情况已变，填的内容还在，发送时仍归原来的事项。",
        "Things have changed. What you typed is still here and goes to what it was typed for.",
      );
  const row = document.createElement("div");
  row.className = "button-row";
  const send = document.createElement("button");
  send.className = "button";
  send.textContent = t("仍然发送", "Send it");
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "button button-quiet";
  drop.textContent = t("丢弃", "Discard");
  drop.addEventListener("click", () => whole.remove());
  row.append(send, drop);
  line.append(words, row);
  return line;
}
