import "../shared/start";
import { forgetDraft } from "../shared/drafts";
import { serverNow } from "../shared/moments";
import { drawAlbums, photoWords } from "./unit_phone/album";
import { attend } from "./unit_phone/attention";
import * as draw from "./unit_phone/draw";
import * as album from "./unit_phone/photos";
import { drawRoute, fixFields, startPlace } from "./unit_phone/place";
import * as queue from "./unit_phone/queue";
import { drawStops, isSameStop, overlayRound } from "./unit_phone/round";
import { send, sendPhoto, type Trouble } from "./unit_phone/sending";
import { showWake } from "./unit_phone/wake";

/* The crew's phone: every press is kept first, then sent; what is kept survives a lost line. */
const PRESS_GAP_MS = 700;
const HOLD_MS = 1_500;
const isShell = document.body.hasAttribute("data-shell");
let person = document.body.dataset.person ?? "";
let trouble: Trouble | "" = "";
let pressedLast = 0;

let kept: album.Photo[] = [];
let share = 0;

const HELP_AGAIN_MS = 2_000;
const isHelp = (one: queue.Kept): boolean => one.verb === "panic";

function show(): void {
  const waiting = queue.kept(person);
  draw.overlay(waiting);
  overlayRound(waiting);
  drawAlbums(kept);
  const why = navigator.onLine ? trouble : "offline";
  const ready = kept.filter((one) => one.isReady);
  const photos = { count: ready.length, words: photoWords(ready, share, why === "offline") };
  draw.strip(waiting, why, queue.isOnPageOnly() || album.arePhotosOnPageOnly(), photos);
}

const hasWaiting = (): boolean => queue.kept(person).length > 0 || kept.some((one) => one.isReady);

/** The photos as the phone keeps them now; reading them takes a moment, so it is done on changes. */
async function readPhotos(): Promise<void> {
  kept = person ? await album.photos(person) : [];
  show();
}

/** The button pressed says what was come across; the one without a type means the list beside it. */
function takeSubmitter(data: FormData, form: HTMLFormElement, button: HTMLButtonElement | null): string {
  if (!button?.name) return "";
  const list = form.querySelector<HTMLSelectElement>("[data-chosen-type]");
  data.set(button.name, button.value || (list?.value ?? ""));
  return (button.value ? button.textContent : (list?.selectedOptions[0]?.textContent ?? ""))?.trim() ?? "";
}

function press(form: HTMLFormElement, button: HTMLButtonElement | null = null): void {
  const data = new FormData(form);
  const named = takeSubmitter(data, form, button);
  const verb = String(data.get("verb") ?? "");
  const incident = String(data.get("incident") ?? "");
  const job = String(data.get("job") ?? "");
  const isTwice = queue
    .kept(person)
    .some(
      (one) =>
        one.verb === verb &&
        one.incident === incident &&
        (one.job ?? "") === job &&
        isSameStop(one, data) &&
        !["note", "backup", "meet"].includes(verb),
    );
  const isTooSoon = form.matches("[data-big], [data-visit]") && Date.now() - pressedLast < PRESS_GAP_MS;
  if (isTwice || isTooSoon) return;
  pressedLast = Date.now();
  const words =
    ((named && `${form.querySelector("h2")?.textContent ?? ""} · ${named}`) ||
      document.querySelector<HTMLElement>(`button[form="${form.id || "-"}"]:not([hidden])`)?.textContent) ??
    form.querySelector("button:not([type=button])")?.textContent ??
    verb;
  const left = ["verb", "incident", "job", "pressed_at", "idempotency_key", "csrfmiddlewaretoken"];
  const fields = [...data.entries()]
    .filter(([name]) => !left.includes(name))
    .map(([name, value]): [string, string] => [name, String(value)]);
  if (form.matches("[data-visit], [data-here]")) fields.push(...fixFields());
  queue.keep({
    key: queue.freshKey(),
    person,
    verb,
    incident,
    job,
    words: words.trim(),
    pressedAt: new Date(serverNow()).toISOString(),
    fields,
  });
  forgetDraft(form);
  const dialog = form.closest("dialog");
  dialog?.close();
  if (form.hasAttribute("data-keeps")) form.reset();
  if (form.hasAttribute("data-orphan")) (dialog ?? form).remove();
  show();
  if (verb === "panic") void sendHelp();
  else if (verb === "feedback") void album.release(person, incident, job).then(readPhotos).then(sendAll);
  else void sendAll();
}

/** True when the server has decided about it, one way or the other. */
async function decide(one: queue.Kept): Promise<boolean> {
  const sent = await send(one);
  trouble = "trouble" in sent ? sent.trouble : "";
  if (trouble === "offline" || trouble === "not_ours") document.dispatchEvent(new CustomEvent("quanju:unreached"));
  if ("trouble" in sent) return false;
  queue.forget(one.key);
  if (isShell) {
    if (!sent.isDone) draw.refused(one, sent.html);
  } else if (sent.isDone) draw.keepRefusals(() => draw.take(sent.html));
  else {
    await reread();
    if (!draw.refusedAtField(one, sent.html)) draw.refused(one, sent.html);
  }
  return true;
}

let isCalling = false;

/** Calls for help go out at once, each on a request of its own, and again and again until decided. */
async function sendHelp(): Promise<void> {
  if (isCalling) return;
  isCalling = true;
  const calls = queue.kept(person).filter(isHelp);
  await Promise.all(calls.map(decide));
  isCalling = false;
  show();
  if (queue.kept(person).some(isHelp)) setTimeout(() => void sendHelp(), HELP_AGAIN_MS);
}

async function reread(): Promise<void> {
  const answer = await fetch("/unit/job", { headers: { "HX-Request": "true" }, redirect: "manual" }).catch(
    () => undefined,
  );
  if (!answer?.ok) return;
  const text = await answer.text();
  draw.keepRefusals(() => draw.take(text));
}

async function sendAll(): Promise<void> {
  if (queue.kept(person).some(isHelp)) void sendHelp();
  if (isShell) return;
  const steps = (): queue.Kept[] => queue.kept(person).filter((one) => !isHelp(one));
  await queue.alone(async () => {
    for (let next = steps()[0]; next; next = steps()[0]) {
      if (!(await decide(next))) break;
    }
  });
  show();
  draw.remember(person);
  void sendPhotos();
}

/** Photos go out one after another when no step waits, and hold no step up that is pressed then. */
async function sendPhotos(): Promise<void> {
  await queue.alone(async () => {
    for (const photo of await album.photos(person)) {
      if (!photo.isReady) continue;
      if (queue.kept(person).some((one) => !isHelp(one))) break;
      share = 0;
      const sent = await sendPhoto(photo, (gone) => {
        share = gone;
        show();
      });
      trouble = "trouble" in sent ? sent.trouble : "";
      if ("trouble" in sent) break;
      await album.drop(photo.key);
      if (!sent.isDone) draw.refusedPhoto(photo.name, sent.html);
      await readPhotos();
    }
  }, "photos");
  show();
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
  document.addEventListener(
    "contextmenu",
    (event) => (event.target as Element).closest(".hold") && event.preventDefault(),
  );
  document.addEventListener(
    "click",
    (event) => {
      if (!wasHeld || !(event.target as Element).closest(".hold")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (form.matches("[data-forgets]")) draw.forgetPage();
  if (!form.matches("[data-queue]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
  const list = form.querySelector<HTMLSelectElement>("[data-chosen-type]");
  if (button?.name && !button.value && !list?.value) list?.focus();
  else press(form, button);
}

/* Without signal the last page of this phone comes back; with signal the true page does. */
function startShell(): void {
  const found = draw.recall();
  if (found) person = found.person;
  trouble = "offline";
  document.dispatchEvent(new CustomEvent("htmx:load", { detail: {} }));
  startPlace();
  void drawStops().then(() => drawRoute(true));
  const comeBack = async (): Promise<void> => {
    const answer = await fetch("/unit/job", { headers: { "HX-Request": "true" }, redirect: "manual" }).catch(
      () => undefined,
    );
    if (answer && answer.status < 500) location.replace("/unit/");
  };
  addEventListener("online", () => void comeBack());
  setInterval(() => void comeBack(), 10_000);
}

/* Photos are chosen before the report is sent, and may be taken out again until then. */
function startPhotos(): void {
  document.addEventListener("change", (event) => {
    const input = event.target as HTMLInputElement;
    const box = input.closest<HTMLElement>("[data-photos]");
    if (!box || !input.files) return;
    const facts = { person, incident: box.dataset.incident ?? "", job: box.dataset.job ?? "" };
    void album.choose([...input.files], facts, new Date(serverNow())).then(readPhotos);
    input.value = "";
  });
  document.addEventListener("click", (event) => {
    const key = (event.target as Element).closest<HTMLElement>("[data-drops-photo]")?.dataset.dropsPhoto;
    if (key) void album.drop(key).then(readPhotos);
  });
  void album
    .dropOldDrafts(person, Date.now())
    .then(readPhotos)
    .then(() => (isShell ? undefined : sendPhotos()));
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
  document.addEventListener(
    "quanju:live",
    () => hasWaiting() && trouble !== "signed_out" && trouble !== "somebody_else" && void sendAll(),
  );
  setInterval(() => hasWaiting() && void sendAll(), 10_000);
  document.addEventListener("quanju:refreshed", () => {
    show();
    attend();
    void showWake();
    void drawStops().then(() => drawRoute(true));
    if (!queue.kept(person).length) draw.remember(person);
  });
  if ("serviceWorker" in navigator)
    void navigator.serviceWorker.register("/unit/worker.js", { scope: "/unit/" }).then(showWake, () => undefined);
}
startPhotos();
addEventListener("offline", show);
addEventListener("online", show);
show();
addEventListener("focus", () => hasWaiting() && void sendAll());
void sendAll();
