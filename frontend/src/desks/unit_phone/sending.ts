import { csrfToken, DECIDED, RENEW, renew } from "../../shared/session";
import type { Photo } from "./photos";
import type { Kept } from "./queue";

/*
 * One press on its way. It counts as decided only by our own mark, with the key that we sent: a
 * portal's page, a gateway's, a sign-in page or a stale token's answer decides nothing.
 */
export type Trouble = "offline" | "signed_out" | "somebody_else" | "not_ours" | "server";

export type Sent = { trouble: Trouble } | { isDone: boolean; html: string };

const PATIENCE_MS = 12_000;
/** A call for help is tried again rather than waited for. */
const HELP_PATIENCE_MS = 5_000;
/** A photo may take minutes; a line on which nothing moves for so long is none. */
const STILL_MS = 30_000;

export const send = (one: Kept): Promise<Sent> => inSession(one.person, () => attempt(one));

/** One photo; `told` hears which share of it has gone out. */
export const sendPhoto = (one: Photo, told: (share: number) => void): Promise<Sent> =>
  inSession(one.person, () => attemptPhoto(one, told));

async function inSession(person: string, work: () => Promise<Sent>): Promise<Sent> {
  const first = await work();
  if (!("trouble" in first) || first.trouble !== "signed_out") return first;
  // The session ended or the token is old: perhaps the same person has signed in again since.
  const who = await renew(person);
  if (who === undefined) return { trouble: "offline" };
  if (!who.person) return first;
  return who.person === person ? work() : { trouble: "somebody_else" };
}

async function attempt(one: Kept): Promise<Sent> {
  const isHelp = one.verb === "panic";
  const facts = {
    verb: one.verb,
    incident: one.incident,
    job: one.job ?? "",
    person: one.person,
    pressed_at: one.pressedAt,
    idempotency_key: one.key,
  };
  const body = new URLSearchParams([...one.fields, ...Object.entries(facts)]);
  try {
    const answer = await fetch("/unit/step", {
      method: "POST",
      body,
      headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" },
      redirect: "manual",
      cache: "no-store",
      keepalive: isHelp,
      signal: AbortSignal.timeout(isHelp ? HELP_PATIENCE_MS : PATIENCE_MS),
    });
    if (answer.headers.get(DECIDED) === one.key)
      return { isDone: answer.ok, html: await answer.text().catch(() => "") };
    return { trouble: why(answer.status, answer.headers.has(RENEW)) };
  } catch {
    return { trouble: "offline" };
  }
}

/* `fetch` does not tell how much of a body has gone out; this older way does. */
function attemptPhoto(one: Photo, told: (share: number) => void): Promise<Sent> {
  const facts = { incident: one.incident, job: one.job, name: one.name, person: one.person, pressed_at: one.pressedAt };
  return new Promise((done) => {
    const line = new XMLHttpRequest();
    let still = setTimeout(() => line.abort(), STILL_MS);
    const moves = (event: ProgressEvent): void => {
      clearTimeout(still);
      still = setTimeout(() => line.abort(), STILL_MS);
      if (event.lengthComputable) told(event.loaded / event.total);
    };
    const ended = (): void => {
      clearTimeout(still);
      const { status } = line;
      if (!status) done({ trouble: "offline" });
      else if (line.getResponseHeader(DECIDED) === one.key) done({ isDone: status < 400, html: line.responseText });
      else done({ trouble: why(status, line.getResponseHeader(RENEW) !== null) });
    };
    line.upload.onprogress = moves;
    line.onloadend = ended;
    line.open("POST", `/unit/photo?${new URLSearchParams(facts)}`);
    const headers = {
      "X-CSRFToken": csrfToken(),
      "HX-Request": "true",
      "Idempotency-Key": one.key,
      "Content-Type": "application/octet-stream",
    };
    for (const [name, value] of Object.entries(headers)) line.setRequestHeader(name, value);
    line.send(one.blob);
  });
}

function why(status: number, isStale: boolean): Trouble {
  if (status === 401 || isStale) return "signed_out";
  return status >= 500 || status === 429 ? "server" : "not_ours";
}
