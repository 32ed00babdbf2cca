import { isEnglish, t } from "../../shared/text";

export interface Shape {
  type: "Feature";
  geometry: { type: string; coordinates: unknown };
  properties: { number: number; name_zh?: string; name_en?: string; [key: string]: unknown };
}
export interface Layers {
  zones: Shape[];
  points: Shape[];
}
export interface Tried extends Layers {
  said: string;
  faults: string[];
  cautions: string[];
  rings: { type: string; features: unknown[] };
  reach: Record<string, string> | null;
  /** Name, before, after, difference, in the reader's words; empty if not asked. */
  looks: string[][];
}
export type Step = Record<string, unknown>;

/** Why something was not done, in the server's own words. */
export class NotDone extends Error {}

/** Sends JSON and reads JSON; a refusal is thrown with its sentence. */
export async function send<Answer>(url: string, content: unknown, signal?: AbortSignal): Promise<Answer> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "X-CSRFToken": document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "",
      },
      body: JSON.stringify(content),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new NotDone(
      t(
        "没有连上服务器；画的还在，请再试一次。",
        "The server was not reached; what you drew is still here, try again.",
      ),
    );
  }
  const read = (await answer.json().catch(() => ({}))) as { detail?: string; text?: string };
  if (!answer.ok)
    throw new NotDone(
      read.detail ?? read.text ?? t(`服务器答复 ${answer.status}`, `The server answered ${answer.status}`),
    );
  return read as Answer;
}

export function nameOf(one: Shape): string {
  return (isEnglish && one.properties.name_en) || one.properties.name_zh || String(one.properties.number);
}
