import { inSession, postFile, postWords, type Sent } from "../../shared/sending";
import type { Photo } from "./photos";
import type { Kept } from "./queue";

export type { Sent, Trouble } from "../../shared/sending";

const PATIENCE_MS = 12_000;
/** A call for help is tried again rather than waited for. */
const HELP_PATIENCE_MS = 5_000;

export const send = (one: Kept): Promise<Sent> => inSession(one.person, () => attempt(one));

/** One photo; `told` hears which share of it has gone out. */
export function sendPhoto(one: Photo, told: (share: number) => void): Promise<Sent> {
  const facts = { incident: one.incident, job: one.job, name: one.name, person: one.person, pressed_at: one.pressedAt };
  const address = `/unit/photo?${new URLSearchParams(facts)}`;
  return inSession(one.person, () => postFile(address, one.key, one.blob, told));
}

function attempt(one: Kept): Promise<Sent> {
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
  return postWords("/unit/step", one.key, body, isHelp ? HELP_PATIENCE_MS : PATIENCE_MS, isHelp);
}
