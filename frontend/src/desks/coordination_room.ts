import "../shared/start";
import { serverNow } from "../shared/moments";
import { csrfToken } from "../shared/session";

/*
 * The room keeps to its newest message while its reader stands there, says how far they have come
 * (what arrived, and what was seen), and puts the device's own moment on what is sent.
 */
const stream = (): HTMLElement | null => document.getElementById("stream");
const NEAR_PX = 80;
let isAtEnd = true;
let told = "";

function toEnd(): void {
  const box = stream();
  if (box && isAtEnd && !location.hash) box.scrollTop = box.scrollHeight;
}

function tellSeen(): void {
  const box = stream();
  const upTo = box?.dataset.last ?? "0";
  const isRead = document.visibilityState === "visible";
  const now = `${upTo} ${isRead}`;
  if (!box?.dataset.seen || upTo === "0" || now === told) return;
  told = now;
  const body = new URLSearchParams({ up_to: upTo, is_read: isRead ? "yes" : "" });
  const headers = { "X-CSRFToken": csrfToken() };
  void fetch(box.dataset.seen, { method: "POST", body, headers, credentials: "same-origin" }).catch(() => {
    told = "";
  });
}

document.addEventListener(
  "scroll",
  (event) => {
    const box = stream();
    if (box && event.target === box) isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
  },
  true,
);
document.addEventListener("quanju:refreshed", () => {
  toEnd();
  tellSeen();
});
document.addEventListener("visibilitychange", tellSeen);
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target as HTMLFormElement;
    const own = form.querySelector<HTMLInputElement>('input[name="pressed_at"]');
    const key = form.querySelector<HTMLInputElement>('input[name="idempotency_key"]')?.value ?? "";
    // Once a key: sent again after a lost line, it says the same as before.
    if (own && own.dataset.key !== key) {
      own.dataset.key = key;
      own.value = new Date(serverNow()).toISOString();
    }
    isAtEnd = true;
  },
  true,
);
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLTextAreaElement) || field.name !== "text" || event.key !== "Enter") return;
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  field.form?.requestSubmit();
});
toEnd();
tellSeen();
