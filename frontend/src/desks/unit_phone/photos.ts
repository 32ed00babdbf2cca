/*
 * Photos of the scene, kept by the phone until the server has decided about each: chosen first,
 * waiting once the report is sent, then sent one after another, each under a key of its own. They
 * rest in IndexedDB, which holds files; where that is refused they rest on the page, and the page
 * says so.
 */
import { freshKey } from "./queue";

export interface Photo {
  key: string;
  person: string;
  incident: string;
  job: string;
  name: string;
  pressedAt: string;
  /** The report has been sent, or kept: it may go. */
  isReady: boolean;
  blob: Blob;
}

const PLACE = "quanju.unit";
const SHELF = "photos";
/** What was chosen and never sent goes after a day. */
const DRAFT_MS = 24 * 3600 * 1000;
const onPage = new Map<string, Photo>();

function opened(): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const asked = indexedDB.open(PLACE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(SHELF, { keyPath: "key" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}

async function on<Value>(mode: IDBTransactionMode, work: (shelf: IDBObjectStore) => IDBRequest<Value>): Promise<Value> {
  const database = await opened();
  try {
    return await new Promise<Value>((done, fail) => {
      const change = database.transaction(SHELF, mode);
      const asked = work(change.objectStore(SHELF));
      change.oncomplete = () => done(asked.result);
      change.onerror = () => fail(change.error);
      change.onabort = () => fail(change.error);
    });
  } finally {
    database.close();
  }
}

/** What this person's phone keeps, in the order in which it was chosen. */
export async function photos(person: string): Promise<Photo[]> {
  const stored = await on<Photo[]>("readonly", (shelf) => shelf.getAll() as IDBRequest<Photo[]>).catch(() => []);
  const mine = [...stored, ...onPage.values()].filter((one) => one.person === person);
  return mine.sort((a, b) => a.pressedAt.localeCompare(b.pressedAt) || a.key.localeCompare(b.key));
}

/** True while a photo is kept by this page alone: it must not be closed. */
export const arePhotosOnPageOnly = (): boolean => onPage.size > 0;

async function store(photo: Photo): Promise<void> {
  try {
    await on("readwrite", (shelf) => shelf.put(photo));
    onPage.delete(photo.key);
  } catch {
    onPage.set(photo.key, photo);
  }
}

export async function choose(
  files: Iterable<File>,
  facts: Pick<Photo, "person" | "incident" | "job">,
  now: Date,
): Promise<void> {
  let moment = now.getTime();
  // A millisecond apart, so that they keep their order.
  for (const file of files)
    await store({
      ...facts,
      key: freshKey(),
      name: file.name,
      pressedAt: new Date(moment++).toISOString(),
      isReady: false,
      blob: file,
    });
}

/** The report of this job was sent or kept: its photos follow. */
export async function release(person: string, incident: string, job: string): Promise<void> {
  for (const one of await photos(person))
    if (!one.isReady && one.incident === incident && one.job === job) await store({ ...one, isReady: true });
}

export async function drop(key: string): Promise<void> {
  onPage.delete(key);
  await on("readwrite", (shelf) => shelf.delete(key)).catch(() => undefined);
}

/** Photos that were chosen and never sent are not kept for ever; those that wait are. */
export async function dropOldDrafts(person: string, now: number): Promise<void> {
  for (const one of await photos(person))
    if (!one.isReady && now - Date.parse(one.pressedAt) > DRAFT_MS) await drop(one.key);
}
