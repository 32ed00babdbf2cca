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

/** The desk hears that this phone shows the order: by itself, once, and only while it is on the screen. */
async function report(): Promise<void> {
  const job = document.querySelector<HTMLElement>("[data-shows-order]")?.dataset.showsOrder;
  if (!job || reported.has(job) || document.visibilityState !== "visible") return;
  reported.add(job);
  const answer = await fetch("/unit/order-shown", {
    method: "POST",
    body: new URLSearchParams({ job }),
    headers: { "X-CSRFToken": csrfToken() },
    redirect: "manual",
  }).catch(() => undefined);
  if (!answer?.ok) reported.delete(job);
}

document.addEventListener("visibilitychange", () => void report());
addEventListener("online", () => void report());
