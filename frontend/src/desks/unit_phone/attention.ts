import { csrfToken } from "../../shared/session";
import { play } from "../../shared/sounds";

/* A phone in a pocket says that an order or a call for help has come: once for each. */
const PATTERN = [400, 150, 400, 150, 800];
const told = new Set<string>();
const reported = new Set<string>();

/** Shake and sound for every alarm that was not on the page before; those at the start are seen. */
export function attend(isStart = false): void {
  void report();
  const alarms = [...document.querySelectorAll<HTMLElement>("[data-alarm]")].map((one) => one.dataset.alarm ?? "");
  const fresh = alarms.filter((one) => !told.has(one));
  for (const one of alarms) told.add(one);
  if (!fresh.length || isStart) return;
  navigator.vibrate?.(PATTERN);
  play(fresh.some((one) => one.startsWith("help")) ? "help" : "call");
}

/** The desk hears that this phone shows the order and each message: by itself, once, and only while on the screen. */
async function report(): Promise<void> {
  if (document.visibilityState !== "visible") return;
  const job = document.querySelector<HTMLElement>("[data-shows-order]")?.dataset.showsOrder;
  const ahead = document.querySelector<HTMLElement>("[data-shows-ahead]")?.dataset.showsAhead;
  const messages = [...document.querySelectorAll<HTMLElement>("[data-shows-message]")];
  await Promise.all([
    job && tell("/unit/order-shown", "job", job),
    ahead && tell("/unit/ahead-shown", "told", ahead),
    ...messages.map((one) => tell("/unit/message-shown", "message", one.dataset.showsMessage ?? "")),
  ]);
}

async function tell(where: string, name: string, which: string): Promise<void> {
  const told = `${name} ${which}`;
  if (reported.has(told)) return;
  reported.add(told);
  const answer = await fetch(where, {
    method: "POST",
    body: new URLSearchParams({ [name]: which }),
    headers: { "X-CSRFToken": csrfToken() },
    redirect: "manual",
  }).catch(() => undefined);
  if (!answer?.ok) reported.delete(told);
}

document.addEventListener("visibilitychange", () => void report());
addEventListener("online", () => void report());
