import { unfold } from "./folds";
import { type Field, fieldsOf, formIdentity, isChanged } from "./identity";
import { pagePerson } from "./session";
import { t } from "./text";
import { toast } from "./toasts";

/*
 * What is typed and not sent yet survives a reload and an ended session, in this window only and for
 * this person only: it goes at sign-out, when somebody else signs in, and after half a day.
 */
const PLACE = "quanju.drafts";
const KEPT_MS = 12 * 3600 * 1000;

interface Draft {
  at: number;
  sent: boolean;
  key: string;
  fields: [name: string, value: string, isTicked: boolean][];
}
interface Shelf {
  person: string;
  forms: Record<string, Draft>;
}

function read(): Shelf {
  try {
    const found = JSON.parse(sessionStorage.getItem(PLACE) ?? "null") as Shelf | null;
    if (found?.forms) return found;
  } catch {
    // Refused or broken: there is no draft.
  }
  return { person: pagePerson(), forms: {} };
}

function write(shelf: Shelf): void {
  try {
    if (Object.keys(shelf.forms).length) sessionStorage.setItem(PLACE, JSON.stringify(shelf));
    else sessionStorage.removeItem(PLACE);
  } catch {
    // Full or refused: what is typed stays on the page alone.
  }
}

export function clearDrafts(): void {
  write({ person: "", forms: {} });
}

const isDrafted = (form: HTMLFormElement): boolean =>
  pagePerson() !== "" && form.method !== "get" && form.method !== "dialog" && !form.hasAttribute("data-no-draft");
const isWritten = (field: Field): boolean =>
  field.name !== "" &&
  field.type !== "password" &&
  field.type !== "file" &&
  (isChanged(field) || (field.type === "hidden" && ["lon", "lat", "join"].includes(field.name) && field.value !== ""));

const spelled = (one: Field): Draft["fields"][number] => [
  one.name,
  one.value,
  one instanceof HTMLInputElement && one.checked,
];

/** Keeps what stands in the form now. */
export function keepDraft(form: HTMLFormElement): void {
  if (!isDrafted(form)) return;
  const shelf = read();
  const fields = fieldsOf(form).filter(isWritten);
  const name = formIdentity(form);
  // What belongs to a part that is not there yet (a card comes after its type) stays kept by its name.
  const present = new Set(fieldsOf(form).map((one) => one.name));
  const late = (shelf.forms[name]?.fields ?? []).filter(([one]) => !present.has(one));
  if (fields.some((one) => one.type !== "hidden")) {
    const key = form.hasAttribute("data-unanswered")
      ? (form.querySelector<HTMLInputElement>('input[name="idempotency_key"]')?.value ?? "")
      : "";
    shelf.forms[name] = {
      at: Date.now(),
      sent: false,
      key,
      fields: [...fields.map(spelled), ...late],
    };
  } else delete shelf.forms[name];
  write({ ...shelf, person: pagePerson() });
}

export function forgetDraft(form: HTMLFormElement): void {
  const shelf = read();
  delete shelf.forms[formIdentity(form)];
  write(shelf);
}

/** Puts drafts back into the forms of a part of the page that has just come. */
export function restoreDrafts(root: ParentNode): void {
  const shelf = read();
  let count = 0;
  for (const form of root.querySelectorAll("form")) {
    const draft = shelf.forms[formIdentity(form)];
    if (!draft || draft.sent || !isDrafted(form) || form.hasAttribute("data-draft-seen")) continue;
    form.setAttribute("data-draft-seen", "");
    for (const [name, value, isTicked] of draft.fields) count += put(form, name, value, isTicked);
    const key = form.querySelector<HTMLInputElement>('input[name="idempotency_key"]');
    if (key && draft.key) key.value = draft.key;
    unfold(form);
  }
  if (count) toast(t("上次没有发出的内容已放回原处。", "What you had not sent yet is back where it was."));
}

/** A part of a form that came after the form itself gets what was kept under its names. */
function restorePart(part: Element): void {
  const form = part.closest("form");
  const draft = form && read().forms[formIdentity(form)];
  if (!form || !draft || draft.sent || !isDrafted(form)) return;
  const names = new Set(fieldsOf(part).map((one) => one.name));
  for (const [name, value, isTicked] of draft.fields) if (names.has(name)) put(form, name, value, isTicked);
}

let isRestoring = false;

function put(form: HTMLFormElement, name: string, value: string, isTicked: boolean): number {
  const found = fieldsOf(form).filter((one) => one.name === name);
  const ticked = found.find((one) => (one.type === "checkbox" || one.type === "radio") && one.value === value);
  const field = ticked ?? found.find((one) => one.type !== "checkbox" && one.type !== "radio");
  if (!field || isChanged(field)) return 0;
  if (ticked instanceof HTMLInputElement) ticked.checked = isTicked;
  else field.value = value;
  isRestoring = true;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  isRestoring = false;
  return 1;
}

/** At the start of a page: whose drafts are these, and was what was sent really done? */
function settle(): void {
  const shelf = read();
  const isUndone =
    document.body.classList.contains("open") ||
    performance
      .getEntriesByType("navigation")
      .some((one) => (one as PerformanceNavigationTiming).type === "back_forward");
  if (pagePerson() && shelf.person !== pagePerson()) {
    clearDrafts();
    return;
  }
  for (const [name, draft] of Object.entries(shelf.forms)) {
    if (Date.now() - draft.at > KEPT_MS || (draft.sent && !isUndone)) delete shelf.forms[name];
    else draft.sent = false;
  }
  write(shelf);
}

settle();
restoreDrafts(document);
for (const name of ["input", "change"]) {
  document.addEventListener(name, (event) => {
    const form = (event.target as Partial<Field>).form;
    // Digits on a card, a place or a type picked by our own lists are told by events of our own.
    if (form && !isRestoring) keepDraft(form);
  });
}
document.addEventListener("htmx:load", (event) => {
  restoreDrafts(event.target as Element);
  if (event.target instanceof Element) restorePart(event.target);
});
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (form.getAttribute("action")?.startsWith("/sign-out")) return clearDrafts();
  if (event.defaultPrevented || form.matches("[hx-post], [data-queue]")) return;
  const shelf = read();
  const draft = shelf.forms[formIdentity(form)];
  if (draft) draft.sent = true;
  write(shelf);
});
