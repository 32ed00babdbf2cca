import { csrfToken, DECIDED, renew, RENEW } from "../../shared/session";
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

export async function send(one: Kept): Promise<Sent> {
  const first = await attempt(one);
  if (!("trouble" in first) || first.trouble !== "signed_out") return first;
  // The session ended or the token is old: perhaps the same person has signed in again since.
  const who = await renew(one.person);
  if (who === undefined) return { trouble: "offline" };
  if (!who.person) return first;
  return who.person === one.person ? attempt(one) : { trouble: "somebody_else" };
}

async function attempt(one: Kept): Promise<Sent> {
  const isHelp = one.verb === "panic";
  const facts = { verb: one.verb, incident: one.incident, job: one.job ?? "", person: one.person, pressed_at: one.pressedAt, idempotency_key: one.key };
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
    if (answer.headers.get(DECIDED) === one.key) return { isDone: answer.ok, html: await answer.text().catch(() => "") };
    return { trouble: why(answer) };
  } catch {
    return { trouble: "offline" };
  }
}

function why(answer: Response): Trouble {
  if (answer.status === 401 || answer.headers.has(RENEW)) return "signed_out";
  return answer.status >= 500 || answer.status === 429 ? "server" : "not_ours";
}
