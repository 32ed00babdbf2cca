import { openDialog } from "./dialogs";
import { t } from "./text";

/*
 * Keys are declared where the verb is: data-key="n" on a button or link, data-key="ctrl+k".
 * data-key-name says what it does if the words on it do not. A field or box with data-key is focused.
 * `?` shows what this page answers to. Lists with data-list move with ↑ ↓ (or j k) over [data-item].
 */
function comboOf(event: KeyboardEvent): string {
  const parts = [event.ctrlKey || event.metaKey ? "ctrl" : "", event.altKey ? "alt" : ""];
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return [...parts.filter(Boolean), key].join("+");
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select"))
  );
}

const isVisible = (element: Element): boolean => element.checkVisibility?.({ visibilityProperty: true }) ?? true;

function holder(combo: string): HTMLElement | undefined {
  const scope = document.querySelector("dialog[open]") ?? document;
  return [...scope.querySelectorAll<HTMLElement>("[data-key]")].find(
    (element) => (element.dataset.key ?? "").split(" ").includes(combo) && isVisible(element),
  );
}

function press(element: HTMLElement): void {
  if (element.matches("input, select, textarea, [tabindex='-1']")) element.focus();
  else element.click();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const combo = comboOf(event);
  const isPlain = !combo.startsWith("ctrl+") && !combo.startsWith("alt+");
  if (isPlain && isTyping(event.target)) return;
  // Enter and Space belong to the focused control first.
  if (
    (event.key === "Enter" || event.key === " ") &&
    (event.target as Element).closest?.("a, button, summary, [role=button], input")
  )
    return;
  if (combo === "?" && !document.querySelector("dialog[open]")) {
    event.preventDefault();
    showKeys();
    return;
  }
  const found = holder(combo);
  if (found && !found.matches(":disabled, [aria-disabled=true]")) {
    event.preventDefault();
    press(found);
    return;
  }
  moveInList(event);
});

/** `#press-n` in an address presses the key N once the page stands: Ctrl K leads to a desk's own verbs. */
function pressNamed(): void {
  const combo = /^#press-(\w)$/.exec(location.hash)?.[1];
  if (!combo) return;
  history.replaceState(history.state, "", location.pathname + location.search);
  const found = holder(combo);
  if (found && !found.matches(":disabled, [aria-disabled=true]")) press(found);
}

addEventListener("hashchange", pressNamed);
if (document.readyState === "complete") pressNamed();
else addEventListener("load", pressNamed);

const STEPS: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

function moveInList(event: KeyboardEvent): void {
  const step = STEPS[event.key];
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const list =
    (event.target as Element).closest("[data-list]") ??
    (event.target === document.body ? document.querySelector("[data-list]") : null);
  if (!list) return;
  const items = [...list.querySelectorAll<HTMLElement>("[data-item]")].filter(isVisible);
  const at = items.findIndex((item) => item.contains(document.activeElement));
  const next = items[at === -1 ? 0 : Math.min(items.length - 1, Math.max(0, at + step))];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

const NAMES: Record<string, string> = {
  ctrl: "Ctrl",
  alt: "Alt",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  " ": "␣",
};

/** "ctrl+k" as it is printed on a keyboard: Ctrl K. */
export function keyLabel(combo: string): string {
  return combo
    .split("+")
    .map((part) => NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(" ");
}

function nameOf(element: HTMLElement): string {
  const own = element.dataset.keyName ?? element.getAttribute("aria-label");
  if (own) return own;
  const copy = element.cloneNode(true) as HTMLElement;
  copy.querySelectorAll("kbd, svg, small").forEach((part) => part.remove());
  return copy.textContent?.replace(/\s+/g, " ").trim() ?? "";
}

function showKeys(): void {
  const list = document.createElement("ul");
  list.className = "key-sheet";
  const known = new Map<string, string>();
  for (const element of document.querySelectorAll<HTMLElement>("[data-key]")) {
    if (isVisible(element))
      for (const combo of (element.dataset.key ?? "").split(" "))
        if (!known.has(combo)) known.set(combo, nameOf(element));
  }
  if (document.querySelector("[data-list]")) known.set("ArrowUp ArrowDown", t("在列表里移动", "Move in the list"));
  known.set("?", t("显示这张表", "Show this sheet"));
  for (const [combo, name] of known) {
    const row = document.createElement("li");
    const words = document.createElement("span");
    words.textContent = name;
    const keys = document.createElement("kbd");
    keys.textContent = combo.split(" ").map(keyLabel).join(" ");
    row.append(words, keys);
    list.append(row);
  }
  openDialog(t("这一页的快捷键", "Keys on this page"), list, "dialog-wide");
}

/* A button says its key to those who listen instead of look. */
export function announceKeys(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-key]:not([aria-keyshortcuts])")) {
    element.setAttribute(
      "aria-keyshortcuts",
      (element.dataset.key ?? "")
        .split(" ")
        .map((combo) => combo.replace("ctrl", "Control"))
        .join(" "),
    );
  }
}
