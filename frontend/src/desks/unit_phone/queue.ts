/*
 * Steps pressed and not decided yet. They rest in the phone's own storage until the server has
 * decided about them, in the order in which they were pressed, each with its moment and a key: sent
 * twice, done once. Where the storage is full or refused they rest on the page, and the page says so.
 */
export interface Kept {
  key: string;
  person: string;
  verb: string;
  incident: string;
  /** The job it was pressed for: it goes where that job goes. */
  job: string;
  words: string;
  pressedAt: string;
  fields: [string, string][];
}

const PLACE = "quanju.unit.queue";
let onPage: Kept[] = [];

function read(): Kept[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return Array.isArray(found) ? (found as Kept[]) : [];
  } catch {
    return [];
  }
}

/** False when the phone's storage does not take it. */
function store(all: Kept[]): boolean {
  try {
    if (all.length) localStorage.setItem(PLACE, JSON.stringify(all));
    else localStorage.removeItem(PLACE);
    return true;
  } catch {
    return false;
  }
}

/** What this person pressed and nobody has decided; without a person, of whoever uses the phone. */
export function kept(person: string): Kept[] {
  return [...read(), ...onPage].filter((one) => !person || one.person === person);
}

/** True while something is kept by this page alone: it must not be closed. */
export const isOnPageOnly = (): boolean => onPage.length > 0;

export function keep(one: Kept): void {
  if (!store([...read(), one])) onPage.push(one);
}

export function forget(key: string): void {
  onPage = onPage.filter((one) => one.key !== key);
  const all = read();
  if (all.some((one) => one.key === key)) store(all.filter((one) => one.key !== key));
}

/** crypto.randomUUID needs HTTPS, getRandomValues does not. */
export function freshKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One sender of its kind at a time, also with two tabs open. Calls for help do not wait here. */
export async function alone(work: () => Promise<void>, what = "queue"): Promise<void> {
  if (!("locks" in navigator)) return work();
  await navigator.locks.request(`quanju.unit.${what}`, { ifAvailable: true }, async (lock) => {
    if (lock) await work();
  });
}
