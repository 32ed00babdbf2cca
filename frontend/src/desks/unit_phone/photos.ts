/*
 * Photos of the scene, kept by the phone until the server has decided about each: chosen first,
 * waiting once the report is sent, then sent one after another, each under a key of its own. They
 * rest in IndexedDB, which holds files; where that is refused they rest on the page, and the page
 * says so.
 */
import { Shelf } from "../../shared/shelf";
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

/** What was chosen and never sent goes after a day. */
const DRAFT_MS = 24 * 3600 * 1000;
const shelf = new Shelf<Photo>("quanju.unit", "photos");

/** What this person's phone keeps, in the order in which it was chosen. */
export async function photos(person: string): Promise<Photo[]> {
  const mine = await shelf.kept(person);
  return mine.sort((a, b) => a.pressedAt.localeCompare(b.pressedAt) || a.key.localeCompare(b.key));
}

/** True while a photo is kept by this page alone: it must not be closed. */
export const arePhotosOnPageOnly = (): boolean => shelf.isOnPageOnly;

export async function choose(
  files: Iterable<File>,
  facts: Pick<Photo, "person" | "incident" | "job">,
  now: Date,
): Promise<void> {
  let moment = now.getTime();
  // A millisecond apart, so that they keep their order.
  for (const file of files)
    await shelf.keep({
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
    if (!one.isReady && one.incident === incident && one.job === job) await shelf.keep({ ...one, isReady: true });
}

export const drop = (key: string): Promise<void> => shelf.drop(key);

/** Photos that were chosen and never sent are not kept for ever; those that wait are. */
export async function dropOldDrafts(person: string, now: number): Promise<void> {
  for (const one of await photos(person))
    if (!one.isReady && now - Date.parse(one.pressedAt) > DRAFT_MS) await drop(one.key);
}
