/*
 * Steps pressed without signal. They rest in the phone's own storage until the server has them, in
 * the order in which they were pressed, each with its moment and a key: sent twice, done once.
 */
export interface Kept {
  key: string;
  person: string;
  verb: string;
  incident: string;
  words: string;
  pressedAt: string;
  fields: [string, string][];
}

const PLACE = "quanju.unit.queue";

function read(): Kept[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return Array.isArray(found) ? (found as Kept[]) : [];
  } catch {
    return [];
  }
}

function store(all: Kept[]): void {
  if (all.length) localStorage.setItem(PLACE, JSON.stringify(all));
  else localStorage.removeItem(PLACE);
}

/** What this person pressed and the server does not have; without a person, of whoever uses the phone. */
export function kept(person: string): Kept[] {
  return read().filter((one) => !person || one.person === person);
}

/** A call for help goes before everything else. */
export function keep(one: Kept): void {
  const all = read();
  if (one.verb === "panic") all.unshift(one);
  else all.push(one);
  store(all);
}

export function forget(key: string): void {
  store(read().filter((one) => one.key !== key));
}

/** crypto.randomUUID needs HTTPS, getRandomValues does not. */
export function freshKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One sender at a time, also with two tabs open. */
export async function alone(work: () => Promise<void>): Promise<void> {
  if (!("locks" in navigator)) return work();
  await navigator.locks.request("quanju.unit.queue", { ifAvailable: true }, async (lock) => {
    if (lock) await work();
  });
}
