/* What the pure parts ask of a browser when they are read: a page in Chinese, no more. */
const page = {
  documentElement: { lang: "zh-hans", dataset: {} },
  hidden: false,
  addEventListener: () => {},
  querySelector: () => null,
  querySelectorAll: () => [],
};
Object.assign(globalThis, { document: page });

/* The beat of the clocks would keep the tests alive for ever. */
const begin = globalThis.setInterval;
globalThis.setInterval = ((...asked: Parameters<typeof begin>) => begin(...asked).unref()) as typeof begin;

/** A phone's storage that takes so many letters. */
export function storage(room = Number.POSITIVE_INFINITY): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => {
      if (value.length > room) throw new Error("QuotaExceededError");
      kept.set(name, value);
    },
    removeItem: (name: string) => kept.delete(name),
  } as unknown as Storage;
}
