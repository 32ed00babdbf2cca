import "../shared/start";
import "../shared/places";
import { forgetDraft } from "../shared/drafts";
import { csrfToken } from "../shared/session";
import { t } from "../shared/text";
import { takeFiles, takeForm } from "./coordination_room/outbox";
import { grow, lastPlace, stream, toEnd } from "./coordination_room/record";

/*
 * The room keeps to its newest message while its reader stands there, says how far they have come
 * (what arrived, and what was seen), and takes what is said into its outbox before it is sent.
 */
const SEEN_MS = 2_500;
const REACH_MS = 15_000;
let told = "";
let telling: ReturnType<typeof setTimeout> | undefined;

/** Some seconds together, and not all readers in the same one. */
function tellSeen(): void {
  if (telling) return;
  telling = setTimeout(
    () => {
      telling = undefined;
      tellNow();
    },
    SEEN_MS + Math.random() * SEEN_MS,
  );
}

function tellNow(): void {
  const box = stream();
  const upTo = lastPlace();
  const isRead = document.visibilityState === "visible";
  const now = `${upTo} ${isRead}`;
  if (!box?.dataset.seen || !upTo || now === told) return;
  told = now;
  const body = new URLSearchParams({ up_to: String(upTo), is_read: isRead ? "yes" : "" });
  const headers = { "X-CSRFToken": csrfToken() };
  void fetch(box.dataset.seen, { method: "POST", body, headers, credentials: "same-origin" }).catch(() => {
    told = "";
  });
}

/** How many have one's own messages by now: asked while somebody looks and somebody is missing. */
async function tellReach(): Promise<void> {
  const lines = [...document.querySelectorAll<HTMLElement>("#stream [data-reach]:not([data-whole])")];
  const from = stream()?.dataset.reach;
  if (!from || !lines.length || document.visibilityState !== "visible") return;
  try {
    const answer = await fetch(from, { headers: { "X-Refresh": "true" }, credentials: "same-origin" });
    if (!answer.ok) return;
    const found = (await answer.json()) as Record<string, [number, number, number]>;
    for (const line of lines) {
      const [n, k, m] = found[line.dataset.reach ?? ""] ?? [];
      if (n === undefined || k === undefined || m === undefined) continue;
      line.textContent = t(`送达 ${n}/${m} · 已读 ${k}`, `delivered ${n}/${m} · read ${k}`);
      line.toggleAttribute("data-whole", k === m);
    }
  } catch {
    // Without a line the counts stay as they are.
  }
}
setInterval(() => void tellReach(), REACH_MS);

/** What is written next answers this message; "" answers none. */
function answer(place: string): void {
  const line = document.querySelector<HTMLElement>("#say [data-answering]");
  const field = line?.querySelector<HTMLInputElement>('[name="answers"]');
  if (!line || !field) return;
  line.hidden = !place;
  line.querySelector("b")!.textContent = `#${place}`;
  field.value = place;
  document.querySelector<HTMLTextAreaElement>('#say [name="text"]')?.focus();
}

/** The one form for one's own messages stands at this one; "" puts it away. */
function mend(place: string, isFile: boolean): void {
  const box = document.getElementById("mend");
  if (!box) return;
  box.hidden = !place;
  box.querySelector("[data-mended]")!.textContent = `#${place}`;
  for (const field of box.querySelectorAll<HTMLInputElement>('[name="place"]')) field.value = place;
  const form = box.querySelector<HTMLFormElement>("[data-corrects]");
  if (form) form.hidden = isFile;
  const text = box.querySelector<HTMLTextAreaElement>('[name="text"]');
  const said = document.querySelector<HTMLElement>(`#m${place || 0} > .group-words`);
  // Its lines stand there with breaks between them.
  const lines = [...(said?.childNodes ?? [])].map((node) => (node.nodeName === "BR" ? "\n" : (node.textContent ?? "")));
  if (text) text.value = lines.join("");
  if (place) (isFile ? box.querySelector<HTMLElement>('[name="why"]') : text)?.focus();
}

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLElement>("a[data-mend]");
  // A page that was drawn for a file holds no form for words: it is asked for anew.
  if (!link || !document.querySelector("#mend [data-corrects]")) return;
  event.preventDefault();
  mend(link.dataset.mend ?? "", link.hasAttribute("data-is-file"));
});

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLElement>("a[data-answer]");
  if (!link || !document.getElementById("say")) return;
  event.preventDefault();
  answer(link.dataset.answer ?? "");
});

document.addEventListener("quanju:refreshed", tellSeen);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") {
    void grow();
    void tellReach();
  }
  tellSeen();
});
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.hasAttribute("data-outbox")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void takeForm(form).then((isTaken) => {
      if (!isTaken) return form.querySelector<HTMLElement>("textarea, input[type=text]")?.focus();
      form.reset();
      if (form.id === "say") answer("");
      forgetDraft(form);
      for (const field of form.querySelectorAll<HTMLInputElement>('[name="lon"], [name="lat"]')) field.value = "";
      form.closest<HTMLDetailsElement>("details[data-place]")?.removeAttribute("open");
      toEnd();
    });
  },
  true,
);
document.addEventListener("change", (event) => {
  const field = event.target;
  if (field instanceof HTMLInputElement && field.hasAttribute("data-attaches")) void takeFiles(field);
});
// The map of a place is made when somebody wants one.
document.addEventListener(
  "toggle",
  (event) => {
    const fold = event.target as HTMLDetailsElement;
    const kept =
      fold.matches("[data-place]") && fold.open && fold.querySelector<HTMLTemplateElement>("template[data-map]");
    if (!kept) return;
    kept.replaceWith(kept.content.cloneNode(true));
    // At the start there was no map on this page, and so its code was not asked for.
    void import("../shared/map/element");
  },
  true,
);
document.addEventListener(
  "keydown",
  (event) => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement) || field.name !== "text" || event.key !== "Enter") return;
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    field.form?.requestSubmit();
  },
  true,
);
tellSeen();
