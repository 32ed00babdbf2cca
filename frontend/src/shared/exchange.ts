import htmx from "htmx.org";
import { forgetDraft, keepDraft } from "./drafts";
import { freshKey } from "./queue";
import { clearRefusal, showRefusal, showTrouble } from "./refusal";
import { csrfToken, DECIDED, pagePerson, RENEW, renew } from "./session";
import { saySignedOut } from "./signed_out";
import { isPage, morph, showPage } from "./swap";
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

htmx.defineExtension("morph", {
  isInlineSwap: (style: string) => style === "morph",
  handleSwap: (style: string, target: Node, fragment: Node) => {
    if (!style.startsWith("morph")) return false;
    const inner = style === "morph:innerHTML";
    const content =
      fragment instanceof DocumentFragment && !inner ? (fragment.firstElementChild ?? fragment) : fragment;
    return morph(target as Element, content, inner ? "innerHTML" : "outerHTML");
  },
} as never);

interface HtmxDetail {
  elt: Element;
  target: Element;
  xhr: XMLHttpRequest;
  headers: Record<string, string>;
  requestConfig: { verb: string; elt: Element; headers: Record<string, string>; triggeringEvent?: Event };
  shouldSwap: boolean;
  isError: boolean;
  successful: boolean;
}

function on(name: string, take: (detail: HtmxDetail) => void): void {
  document.addEventListener(name, (event) => take((event as CustomEvent<HtmxDetail>).detail));
}

/* What only asks (data-asks: too much for an address) holds no form up: a press beside it is sent. */
const isChange = (detail: HtmxDetail): boolean =>
  detail.requestConfig.verb !== "get" && !detail.requestConfig.elt.hasAttribute("data-asks");

on("htmx:configRequest", (detail) => {
  detail.headers["X-CSRFToken"] = csrfToken();
});

on("htmx:beforeRequest", (detail) => {
  if (!isChange(detail)) return;
  const form = detail.elt.closest("form") ?? detail.elt;
  clearRefusal(detail.elt);
  form.setAttribute("data-sending", "");
  form.setAttribute("aria-busy", "true");
  form.setAttribute("data-unanswered", "");
  if (form instanceof HTMLFormElement) keepDraft(form);
});

on("htmx:afterRequest", (detail) => {
  if (!isChange(detail)) return;
  const form = detail.elt.closest("form") ?? detail.elt;
  form.removeAttribute("data-sending");
  form.removeAttribute("aria-busy");
  // Only our own answer ends the attempt; until then the same key makes another try safe.
  if (!detail.xhr.getResponseHeader(DECIDED)) return;
  renewKey(form);
  if (form instanceof HTMLFormElement && detail.successful) {
    forgetDraft(form);
    if (!detail.xhr.responseText) form.reset();
  }
});

on("htmx:beforeSwap", (detail) => {
  const { status, responseText } = detail.xhr;
  if (isChange(detail) && status < 400) return takeDone(detail);
  if (status < 400) return;
  if (isChange(detail) && (status === 401 || detail.xhr.getResponseHeader(RENEW))) {
    void tryAnew(detail);
    return;
  }
  if (!isChange(detail)) {
    if (responseText.includes('class="refusal')) showRefusal(detail.elt, responseText);
    return;
  }
  if (status === 422 && isPage(responseText) && !responseText.includes('class="refusal')) showPage(responseText);
  else if (status < 500 || responseText.includes('class="refusal')) showRefusal(detail.requestConfig.elt, responseText);
  else
    showTrouble(
      detail.requestConfig.elt,
      t("没有完成：服务器出错了，已记录。", "This was not done: the server failed; it has been logged."),
      t("填写的内容还在，可以再试一次。", "What you typed is still here; you may try again."),
    );
});

/** What was sent is done: nothing of it counts as typed any more. A page that is not ours did nothing. */
function takeDone(detail: HtmxDetail): void {
  if (!detail.xhr.getResponseHeader(DECIDED)) {
    detail.shouldSwap = false;
    showTrouble(
      detail.requestConfig.elt,
      t(
        "没有完成：应答不是本系统的（可能是网络登录页）。",
        "Not done: the answer is not this system's (a network's sign-in page, perhaps).",
      ),
      t("填写的内容还在，可以再试一次。", "What you typed is still here; you may try again."),
    );
    return;
  }
  const form = detail.requestConfig.elt.closest("form");
  if (form?.getAttribute("hx-swap")?.startsWith("morph")) form.reset();
  if (isPage(detail.xhr.responseText)) {
    detail.shouldSwap = false;
    showPage(detail.xhr.responseText);
  }
}

/** The token is old or the session has ended: if this person is signed in by now, it is sent again. */
async function tryAnew(detail: HtmxDetail): Promise<void> {
  const control = detail.requestConfig.elt;
  const form = control.closest("form");
  const who = await renew();
  const isFirst = !control.hasAttribute("data-tried");
  if (who && who.person === pagePerson() && isFirst && form) {
    control.setAttribute("data-tried", "");
    const by = (detail.requestConfig.triggeringEvent as SubmitEvent | undefined)?.submitter;
    form.requestSubmit(by?.isConnected ? by : null);
    return;
  }
  control.removeAttribute("data-tried");
  if (who?.person && who.person !== pagePerson())
    showTrouble(control, t("没有发出：现在登录的是另一个人。", "Not sent: somebody else is signed in now."));
  else {
    saySignedOut();
    showTrouble(
      control,
      t("没有发出：登录已结束。", "Not sent: the session has ended."),
      t(
        "填写的内容还在；在另一窗口重新登录后，再按一次就发出。",
        "What you typed is still here; sign in in another window, then press again.",
      ),
    );
  }
}

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

/* Idempotency: one key a form and attempt. */
function renewKey(form: Element): void {
  form.querySelectorAll<HTMLInputElement>('input[name="idempotency_key"]').forEach((field) => {
    field.value = freshKey();
  });
  form.removeAttribute("data-unanswered");
  form.removeAttribute("data-tried");
}

/* While a form or button is being sent, pressing it again does nothing (htmx would queue it). */
for (const [name, selector] of [
  ["submit", "form[data-sending]"],
  ["click", "[data-sending]:not(form)"],
] as const) {
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

/* Forms without htmx: sent once; coming back with the back button they may be sent again, and what
   answers with a file (data-takes-file) leaves its page as it is and may be pressed again. */
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (
    event.defaultPrevented ||
    form.matches("[hx-post], [hx-get], [hx-put], [hx-delete], [data-hx-post], [data-takes-file]") ||
    form.method === "get" ||
    form.method === "dialog"
  )
    return;
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

export { htmx, morph };
