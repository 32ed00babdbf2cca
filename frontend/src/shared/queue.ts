/*
 * What was pressed and not decided yet. It rests in the browser's own storage until the server has
 * decided about it, in the order in which it was pressed, each with a key: sent twice, done once.
 * Where the storage is full or refused it rests on the page, and the page says so.
 */
export interface Pressed {
  key: string;
  person: string;
}

export class Queue<One extends Pressed> {
  private onPage: One[] = [];

  constructor(
    private place: string,
    private storage: () => Storage,
  ) {}

  private read(): One[] {
    try {
      const found: unknown = JSON.parse(this.storage().getItem(this.place) ?? "[]");
      return Array.isArray(found) ? (found as One[]) : [];
    } catch {
      return [];
    }
  }

  /** False when the storage does not take it. */
  private store(all: One[]): boolean {
    try {
      if (all.length) this.storage().setItem(this.place, JSON.stringify(all));
      else this.storage().removeItem(this.place);
      return true;
    } catch {
      return false;
    }
  }

  /** What this person pressed and nobody has decided; without a person, of whoever uses it. */
  kept(person: string): One[] {
    return [...this.read(), ...this.onPage].filter((one) => !person || one.person === person);
  }

  /** True while something is kept by this page alone: it must not be closed. */
  get isOnPageOnly(): boolean {
    return this.onPage.length > 0;
  }

  keep(one: One): void {
    if (!this.store([...this.read(), one])) this.onPage.push(one);
  }

  forget(key: string): void {
    this.onPage = this.onPage.filter((one) => one.key !== key);
    const all = this.read();
    if (all.some((one) => one.key === key)) this.store(all.filter((one) => one.key !== key));
  }

  /** One sender of its kind at a time, also with two tabs open. */
  async alone(work: () => Promise<void>, what = this.place): Promise<void> {
    if (!("locks" in navigator)) return work();
    await navigator.locks.request(what, { ifAvailable: true }, async (lock) => {
      if (lock) await work();
    });
  }
}

/** crypto.randomUUID needs HTTPS, getRandomValues does not. */
export function freshKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
