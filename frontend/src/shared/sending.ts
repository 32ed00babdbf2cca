import { csrfToken, DECIDED, RENEW, renew } from "./session";

/*
 * One press on its way. It counts as decided only by our own mark, with the key that we sent: a
 * portal's page, a gateway's, a sign-in page or a stale token's answer decides nothing.
 */
export type Trouble = "offline" | "signed_out" | "somebody_else" | "not_ours" | "server";

export type Sent = { trouble: Trouble } | { isDone: boolean; html: string };

/** A file may take minutes; a line on which nothing moves for so long is none. */
const STILL_MS = 30_000;

/** Tries once more where the same person has signed in again since. */
export async function inSession(person: string, work: () => Promise<Sent>): Promise<Sent> {
  const first = await work();
  if (!("trouble" in first) || first.trouble !== "signed_out") return first;
  // The session ended or the token is old: perhaps the same person has signed in again since.
  const who = await renew(person);
  if (who === undefined) return { trouble: "offline" };
  if (!who.person) return first;
  return who.person === person ? work() : { trouble: "somebody_else" };
}

export async function postWords(
  address: string,
  key: string,
  body: URLSearchParams,
  patienceMs: number,
  keepalive = false,
): Promise<Sent> {
  try {
    const answer = await fetch(address, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" },
      redirect: "manual",
      cache: "no-store",
      keepalive,
      signal: AbortSignal.timeout(patienceMs),
    });
    if (answer.headers.get(DECIDED) === key) return { isDone: answer.ok, html: await answer.text().catch(() => "") };
    return { trouble: why(answer.status, answer.headers.has(RENEW)) };
  } catch {
    return { trouble: "offline" };
  }
}

/* `fetch` does not tell how much of a body has gone out; this older way does. */
export function postFile(address: string, key: string, body: Blob, told: (share: number) => void): Promise<Sent> {
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
      else if (line.getResponseHeader(DECIDED) === key) done({ isDone: status < 400, html: line.responseText });
      else done({ trouble: why(status, line.getResponseHeader(RENEW) !== null) });
    };
    line.upload.onprogress = moves;
    line.onloadend = ended;
    line.open("POST", address);
    const headers = {
      "X-CSRFToken": csrfToken(),
      "HX-Request": "true",
      "Idempotency-Key": key,
      "Content-Type": "application/octet-stream",
    };
    for (const [name, value] of Object.entries(headers)) line.setRequestHeader(name, value);
    line.send(body);
  });
}

function why(status: number, isStale: boolean): Trouble {
  if (status === 401 || isStale) return "signed_out";
  return status >= 500 || status === 429 ? "server" : "not_ours";
}
