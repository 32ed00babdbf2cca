import htmx from "htmx.org";
import { Idiomorph } from "idiomorph";
import { clearRefusal, showRefusal, showTrouble } from "./refusal";
import { t } from "./text";

/*
 * How the page talks to the server: htmx without eval, with the CSRF header, with refusals next to
 * the control, forms that are sent once and keep what was typed, and swaps that change only what
 * differs ("morph"), so that focus, scroll and running clocks stay.
 */
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
// Nothing that was on a screen may rest in the browser's storage.
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;
htmx.config.scrollIntoViewOnBoost = false;
htmx.config.defaultSettleDelay = 0;
htmx.config.timeout = 20_000;

/** Elements that keep their own inside: only their attributes follow the server. */
const SELF_DRAWN = "q-clock, q-bar, q-ago, q-now, q-live, q-map";

function keepsItself(old: Node, next: Node): boolean {
  if (!(old instanceof Element) || !(next instanceof Element) || !old.matches(SELF_DRAWN)) return false;
  for (const { name, value } of [...next.attributes]) {
    if (name !== "level" && name !== "state" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (!next.hasAttribute(name) && !["level", "state", "class", "title", "data-ready"].includes(name)) old.removeAttribute(name);
  }
  if (old.matches("q-map")) old.dispatchEvent(new CustomEvent("q-map:redeclared", { detail: next }));
  return true;
}

/** A field that somebody changed and has not sent yet; a swap leaves it alone. */
function isChanged(node: Node): boolean {
  if (node instanceof HTMLInputElement) return node.type === "checkbox" || node.type === "radio" ? node.checked !== node.defaultChecked : node.type !== "hidden" && node.value !== node.defaultValue;
  if (node instanceof HTMLTextAreaElement) return node.value !== node.defaultValue;
  if (node instanceof HTMLSelectElement) return isChosenAnew(node);
  return false;
}

/** A list of one that marks no option begins with its first. */
function isChosenAnew(list: HTMLSelectElement): boolean {
  const options = [...list.options];
  if (list.multiple) return options.some((option) => option.selected !== option.defaultSelected);
  const marked = options.findLastIndex((option) => option.defaultSelected);
  return list.selectedIndex !== Math.max(marked, 0);
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
  return Idiomorph.morph(target, content as never, {
    morphStyle: style,
    ignoreActiveValue: true,
    callbacks: {
      beforeNodeMorphed: (old: Node, next: Node) => !isChanged(old) && !keepsItself(old, next),
      beforeAttributeUpdated: (name: string, node: Element) =>
        // What the reader opened stays open.
        !(name === "open" && node.matches("details, dialog")),
    },
  } as never) as unknown as Node[];
}

htmx.defineExtension("morph", {
  isInlineSwap: (style: string) => style === "morph",
  handleSwap: (style: string, target: Node, fragment: Node) => {
    if (!style.startsWith("morph")) return false;
    const inner = style === "morph:innerHTML";
    const content = fragment instanceof DocumentFragment && !inner ? fragment.firstElementChild ?? fragment : fragment;
    return morph(target as Element, content, inner ? "innerHTML" : "outerHTML");
  },
} as never);

function csrfToken(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]');
  return meta?.content ?? "";
}

interface HtmxDetail {
  elt: Element;
  target: Element;
  xhr: XMLHttpRequest;
  headers: Record<string, string>;
  requestConfig: { verb: string; elt: Element; headers: Record<string, string> };
  shouldSwap: boolean;
  isError: boolean;
  successful: boolean;
}

function on(name: string, take: (detail: HtmxDetail) => void): void {
  document.addEventListener(name, (event) => take((event as CustomEvent<HtmxDetail>).detail));
}

const isChange = (detail: HtmxDetail): boolean => detail.requestConfig.verb !== "get";

on("htmx:configRequest", (detail) => {
  detail.headers["X-CSRFToken"] = csrfToken();
});

on("htmx:beforeRequest", (detail) => {
  if (!isChange(detail)) return;
  const form = detail.elt.closest("form") ?? detail.elt;
  clearRefusal(detail.elt);
  form.setAttribute("data-sending", "");
  form.setAttribute("aria-busy", "true");
});

on("htmx:afterRequest", (detail) => {
  const form = detail.elt.closest("form") ?? detail.elt;
  form.removeAttribute("data-sending");
  form.removeAttribute("aria-busy");
  // An answer of any kind ends the attempt; without one the same key makes a retry safe.
  if (isChange(detail) && detail.xhr.status) renewKey(form);
});

on("htmx:beforeSwap", (detail) => {
  const { status, responseText } = detail.xhr;
  if (status < 400) return;
  if (!isChange(detail)) {
    if (responseText.includes('class="refusal')) showRefusal(detail.elt, responseText);
    return;
  }
  if (status < 500 || responseText.includes('class="refusal')) showRefusal(detail.requestConfig.elt, responseText);
  else
    showTrouble(
      detail.requestConfig.elt,
      t("没有完成：服务器出错了，已记录。", "This was not done: the server failed; it has been logged."),
      t("填写的内容还在，可以再试一次。", "What you typed is still here; you may try again."),
    );
});

function onLostLine(detail: HtmxDetail): void {
  if (!isChange(detail)) return;
  showTrouble(
    detail.requestConfig.elt,
    t("没有发出：与服务器的连接断了。", "Not sent: the connection to the server is lost."),
    t("填写的内容还在；再按一次，不会重复执行。", "What you typed is still here; pressing again will not do it twice."),
  );
}

on("htmx:sendError", onLostLine);
on("htmx:timeout", onLostLine);

/* Idempotency: one key a form and attempt. crypto.randomUUID needs HTTPS, getRandomValues does not. */
function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function renewKey(form: Element): void {
  form.querySelectorAll<HTMLInputElement>('input[name="idempotency_key"]').forEach((field) => {
    field.value = freshKey();
  });
}

/* While a form or button is being sent, pressing it again does nothing (htmx would queue it). */
for (const [name, selector] of [["submit", "form[data-sending]"], ["click", "[data-sending]:not(form)"]] as const) {
  document.addEventListener(
    name,
    (event) => {
      if (!(event.target as Element).closest(selector)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
}

/* Forms without htmx: sent once; coming back with the back button they may be sent again. */
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.matches("[hx-post], [hx-get], [hx-put], [hx-delete], [data-hx-post]") || form.method === "get" || form.method === "dialog") return;
  form.setAttribute("data-sending", "");
});

addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("[data-sending]").forEach((form) => {
    form.removeAttribute("data-sending");
    renewKey(form);
  });
});

/* Ctrl Enter sends from a text, Enter from everything else. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = (event.target as Element).closest("form");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});

export { htmx };
