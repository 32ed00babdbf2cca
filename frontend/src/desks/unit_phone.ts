import "../shared/start";
import { serverNow } from "../shared/moments";
import { attend } from "./unit_phone/attention";
import * as draw from "./unit_phone/draw";
import { drawRoute, fixFields, startPlace } from "./unit_phone/place";
import * as queue from "./unit_phone/queue";
import { drawStops, isSameStop, overlayRound } from "./unit_phone/round";

/* The crew's phone: every press is kept first, then sent; what is kept survives a lost line. */
const PRESS_GAP_MS = 700;
const HOLD_MS = 1_500;
const isShell = document.body.hasAttribute("data-shell");
let person = document.body.dataset["person"] ?? "";
let trouble: "offline" | "sending" | "signed_out" | "server" | "" = "";
let pressedLast = 0;

const csrf = (): string => document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";

function show(): void {
  const waiting = queue.kept(person);
  draw.overlay(waiting);
  overlayRound(waiting);
  draw.strip(waiting.length, navigator.onLine ? trouble : "offline", waiting.some((one) => one.verb === "panic") && trouble !== "");
}

function press(form: HTMLFormElement): void {
  const data = new FormData(form);
  const verb = String(data.get("verb") ?? "");
  const incident = String(data.get("incident") ?? "");
  const isTwice = queue.kept(person).some((one) => one.verb === verb && one.incident === incident && isSameStop(one, data) && !["note", "backup"].includes(verb));
  const isTooSoon = form.matches("[data-big], [data-visit]") && Date.now() - pressedLast < PRESS_GAP_MS;
  if (isTwice || isTooSoon) return;
  pressedLast = Date.now();
  const words = document.querySelector<HTMLElement>(`button[form="${form.id || "-"}"]:not([hidden])`)?.textContent ?? form.querySelector("button:not([type=button])")?.textContent ?? verb;
  const left = ["verb", "incident", "pressed_at", "idempotency_key", "csrfmiddlewaretoken"];
  const fields = [...data.entries()].filter(([name]) => !left.includes(name)).map(([name, value]): [string, string] => [name, String(value)]);
  if (form.matches("[data-visit]")) fields.push(...fixFields());
  queue.keep({ key: queue.freshKey(), person, verb, incident, words: words.trim(), pressedAt: new Date(serverNow()).toISOString(), fields });
  form.closest("dialog")?.close();
  if (form.hasAttribute("data-keeps")) form.reset();
  show();
  void sendAll();
}

/** True when the server has decided about it, one way or the other. */
async function send(one: queue.Kept): Promise<boolean> {
  const body = new URLSearchParams([...one.fields, ["verb", one.verb], ["incident", one.incident], ["pressed_at", one.pressedAt], ["idempotency_key", one.key]]);
  let answer: Response;
  try {
    answer = await fetch("/unit/step", { method: "POST", body, headers: { "X-CSRFToken": csrf(), "HX-Request": "true" }, redirect: "manual", signal: AbortSignal.timeout(12_000) });
  } catch {
    trouble = "offline";
    return false;
  }
  const text = await answer.text().catch(() => "");
  if (answer.type === "opaqueredirect" || answer.status === 401) trouble = "signed_out";
  else if (answer.status >= 500 || answer.status === 429) trouble = "server";
  else trouble = "";
  if (trouble) return false;
  queue.forget(one.key);
  if (answer.ok) draw.keepRefusals(() => draw.take(text));
  else {
    draw.refused(one.words, text);
    await reread();
  }
  return true;
}

async function reread(): Promise<void> {
  const answer = await fetch("/unit/job", { headers: { "HX-Request": "true" }, redirect: "manual" }).catch(() => undefined);
  if (!answer?.ok) return;
  const text = await answer.text();
  draw.keepRefusals(() => draw.take(text));
}

async function sendAll(): Promise<void> {
  if (isShell) return;
  await queue.alone(async () => {
    for (let next = queue.kept(person)[0]; next; next = queue.kept(person)[0]) {
      if (!(await send(next))) break;
    }
  });
  show();
  draw.remember(person);
}

/* Hold the red button to send at once; a tap asks first (its dialog opens by itself). */
function startHolding(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wasHeld = false;
  const stop = (): void => {
    clearTimeout(timer);
    document.querySelector(".hold.is-held")?.classList.remove("is-held");
  };
  document.addEventListener("pointerdown", (event) => {
    const button = (event.target as Element).closest(".hold");
    wasHeld = false;
    if (!button) return;
    button.classList.add("is-held");
    timer = setTimeout(() => {
      wasHeld = true;
      stop();
      navigator.vibrate?.(200);
      const form = document.querySelector<HTMLFormElement>("#panic-form");
      if (form) press(form);
    }, HOLD_MS);
  });
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, stop);
  document.addEventListener("contextmenu", (event) => (event.target as Element).closest(".hold") && event.preventDefault());
  document.addEventListener("click", (event) => {
    if (!wasHeld || !(event.target as Element).closest(".hold")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (form.matches("[data-forgets]")) draw.forgetPage();
  if (!form.matches("[data-queue]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  press(form);
}

/* Without signal the last page of this phone comes back; with signal the true page does. */
function startShell(): void {
  const found = draw.recall();
  if (found) person = found.person;
  trouble = "offline";
  const comeBack = async (): Promise<void> => {
    const answer = await fetch("/unit/job", { headers: { "HX-Request": "true" }, redirect: "manual" }).catch(() => undefined);
    if (answer && answer.status < 500) location.replace("/unit/");
  };
  addEventListener("online", () => void comeBack());
  setInterval(() => void comeBack(), 10_000);
}

document.addEventListener("submit", onSubmit, true);
startHolding();
if (isShell) startShell();
else {
  startPlace();
  attend(true);
  void drawStops().then(() => drawRoute(true));
  draw.remember(person);
  addEventListener("online", () => void sendAll());
  document.addEventListener("quanju:live", () => queue.kept(person).length && trouble !== "signed_out" && void sendAll());
  setInterval(() => queue.kept(person).length && void sendAll(), 10_000);
  document.addEventListener("quanju:refreshed", () => {
    show();
    attend();
    void drawStops().then(() => drawRoute(true));
    if (!queue.kept(person).length) draw.remember(person);
  });
  if ("serviceWorker" in navigator) void navigator.serviceWorker.register("/unit/worker.js", { scope: "/unit/" }).catch(() => undefined);
}
addEventListener("offline", show);
addEventListener("online", show);
show();
if (!isShell) void sendAll();
