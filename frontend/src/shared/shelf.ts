import type { Pressed } from "./queue";

/*
 * What a page keeps beyond its own life and local storage cannot hold: files. It rests in IndexedDB
 * until the server has decided about it; where that is refused, or must not be, it rests on the page.
 */
export class Shelf<One extends Pressed> {
  private onPage = new Map<string, One>();

  constructor(
    private place: string,
    private name: string,
  ) {}

  private opened(): Promise<IDBDatabase> {
    return new Promise((done, fail) => {
      const asked = indexedDB.open(this.place, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(this.name, { keyPath: "key" });
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  }

  private async on<Value>(
    mode: IDBTransactionMode,
    work: (shelf: IDBObjectStore) => IDBRequest<Value>,
  ): Promise<Value> {
    const database = await this.opened();
    try {
      return await new Promise<Value>((done, fail) => {
        const change = database.transaction(this.name, mode);
        const asked = work(change.objectStore(this.name));
        change.oncomplete = () => done(asked.result);
        change.onerror = () => fail(change.error);
        change.onabort = () => fail(change.error);
      });
    } finally {
      database.close();
    }
  }

  /** What this person has here, in no order. */
  async kept(person: string): Promise<One[]> {
    const stored = await this.on<One[]>("readonly", (shelf) => shelf.getAll() as IDBRequest<One[]>).catch(() => []);
    return [...stored, ...this.onPage.values()].filter((one) => one.person === person);
  }

  /** True while something is kept by this page alone: it must not be closed. */
  get isOnPageOnly(): boolean {
    return this.onPage.size > 0;
  }

  /** `isSecret`: nothing of it may rest in the browser. */
  async keep(one: One, isSecret = false): Promise<void> {
    if (isSecret) {
      this.onPage.set(one.key, one);
      return;
    }
    try {
      await this.on("readwrite", (shelf) => shelf.put(one));
      this.onPage.delete(one.key);
    } catch {
      this.onPage.set(one.key, one);
    }
  }

  async drop(key: string): Promise<void> {
    this.onPage.delete(key);
    await this.on("readwrite", (shelf) => shelf.delete(key)).catch(() => undefined);
  }
}
