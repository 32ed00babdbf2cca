/*
 * One tab of a browser leads and holds the live stream; the others listen to it. Web Locks
 * exist only on HTTPS and localhost, so a plain station LAN uses a lease in local storage.
 */
const NAME = "quanju-live";
const LEASE_MS = 4000;

interface Lease {
  holder: string;
  until: number;
}

function readLease(): Lease | undefined {
  try {
    return JSON.parse(localStorage.getItem(NAME) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

function leadByLease(lead: () => void, resign: () => void): void {
  const me = Math.random().toString(36).slice(2);
  let isLeading = false;
  const renew = (): void => {
    const lease = readLease();
    const isMine = lease?.holder === me;
    if (!isMine && lease && lease.until > Date.now()) {
      if (isLeading) resign();
      isLeading = false;
      return;
    }
    try {
      localStorage.setItem(NAME, JSON.stringify({ holder: me, until: Date.now() + LEASE_MS }));
    } catch {
      // Storage is full or refused: every window listens for itself.
      if (!isLeading) lead();
      isLeading = true;
      return;
    }
    // Two tabs may write in the same instant; the one whose name stands after a moment leads.
    setTimeout(() => {
      if (readLease()?.holder !== me || isLeading) return;
      isLeading = true;
      lead();
    }, 50);
  };
  renew();
  setInterval(renew, LEASE_MS / 4);
  addEventListener("pagehide", () => {
    if (isLeading && readLease()?.holder === me) localStorage.removeItem(NAME);
  });
}

/** Calls `lead` once this tab leads; `resign` when it no longer does. */
export function electLeader(lead: () => void, resign: () => void): void {
  if (!navigator.locks) {
    leadByLease(lead, resign);
    return;
  }
  void navigator.locks.request(NAME, () => {
    lead();
    return new Promise<never>(() => undefined);
  });
}
