import { csrfToken } from "../../shared/session";

/* A phone that sleeps may be woken: somebody presses for it, and it lasts as long as the session. */
const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

const button = (): HTMLButtonElement | null => document.querySelector<HTMLButtonElement>("#wake");

async function ask(facts: Record<string, string>): Promise<boolean> {
  const answer = await fetch("/unit/wake", {
    method: "POST",
    body: new URLSearchParams(facts),
    headers: { "X-CSRFToken": csrfToken() },
    redirect: "manual",
  });
  return answer.ok;
}

async function subscribed(worker: ServiceWorkerRegistration, key: string): Promise<boolean> {
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
  const { endpoint = "", keys = {} } = made.toJSON();
  if (await ask({ endpoint, p256dh: keys.p256dh ?? "", auth: keys.auth ?? "" })) return true;
  await made.unsubscribe();
  return false;
}

async function press(worker: ServiceWorkerRegistration, one: HTMLButtonElement): Promise<void> {
  const old = await worker.pushManager.getSubscription();
  if (old) {
    await old.unsubscribe();
    await ask({ endpoint: "" });
  } else if (!(await subscribed(worker, one.dataset.key ?? "").catch(() => false))) {
    one.textContent = one.dataset.refused ?? "";
    return;
  }
  one.dataset.is = old ? "" : "1";
  await showWake();
}

/** The button says what is; a browser that cannot be woken shows none. What a session before asked for ends here. */
export async function showWake(): Promise<void> {
  const one = button();
  if (!one || !("serviceWorker" in navigator) || !("PushManager" in globalThis)) return;
  const worker = await navigator.serviceWorker.ready;
  const is = await worker.pushManager.getSubscription();
  if (is && !one.dataset.is) void is.unsubscribe();
  one.textContent = (is && one.dataset.is ? one.dataset.on : one.dataset.off) ?? "";
  one.hidden = false;
  one.onclick = () => void press(worker, one);
}
