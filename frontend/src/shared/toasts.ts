import { icon } from "./icons";
import { t } from "./text";

type Tone = "good" | "warn" | "bad" | "plain";

function box(): HTMLElement {
  const found = document.querySelector<HTMLElement>(".toasts");
  if (found) return found;
  const made = document.createElement("div");
  made.className = "toasts";
  made.setAttribute("role", "status");
  document.body.append(made);
  return made;
}

/** News that stands elsewhere too; it never carries a refusal or anything that must be kept. */
export function toast(words: string, tone: Tone = "plain", seconds = 6): void {
  const one = document.createElement("div");
  one.className = `toast toast-${tone}`;
  const text = document.createElement("p");
  text.textContent = words;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "link-button";
  close.setAttribute("aria-label", t("关闭", "Close"));
  close.append(icon("x", "icon icon-small"));
  close.addEventListener("click", () => one.remove());
  one.append(text, close);
  box().append(one);
  let timer = setTimeout(() => one.remove(), seconds * 1000);
  one.addEventListener("pointerenter", () => clearTimeout(timer));
  one.addEventListener("pointerleave", () => {
    timer = setTimeout(() => one.remove(), 2000);
  });
}

/* The server may say a word with an answer: HX-Trigger: {"quanju:toast": {"text": "…", "tone": "good"}} */
document.addEventListener("quanju:toast", (event) => {
  const { text, tone } = (event as CustomEvent<{ text: string; tone?: Tone }>).detail;
  toast(text, tone);
});
