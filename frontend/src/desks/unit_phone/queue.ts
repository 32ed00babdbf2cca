import { freshKey, type Pressed, Queue } from "../../shared/queue";

/*
 * Steps pressed and not decided yet, in the phone's own storage: they outlive the page and the
 * sign-in. Where it is full or refused they rest on the page, and the page says so.
 */
export interface Kept extends Pressed {
  verb: string;
  incident: string;
  /** The job it was pressed for: it goes where that job goes. */
  job: string;
  words: string;
  pressedAt: string;
  fields: [string, string][];
}

const queue = new Queue<Kept>("quanju.unit.queue", () => localStorage);

export const kept = (person: string): Kept[] => queue.kept(person);
export const isOnPageOnly = (): boolean => queue.isOnPageOnly;
export const keep = (one: Kept): void => queue.keep(one);
export const forget = (key: string): void => queue.forget(key);

/** One sender of its kind at a time, also with two tabs open. Calls for help do not wait here. */
export const alone = (work: () => Promise<void>, what = "queue"): Promise<void> =>
  queue.alone(work, `quanju.unit.${what}`);

export { freshKey };
