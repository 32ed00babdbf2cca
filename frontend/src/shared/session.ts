/*
 * Who is signed in in this browser by now. A page may outlive its session: somebody signs in again
 * in another window, and the page's token is renewed; what was typed is sent with the new one.
 */
export interface Who {
  person: string;
  token: string;
}

const meta = (name: string): HTMLMetaElement | null => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`);

export const csrfToken = (): string => meta("csrf-token")?.content ?? "";

/** The person this page was made for; empty before signing in. */
export const pagePerson = (): string => meta("quanju-person")?.content ?? "";

/** Asks who is signed in and takes over the token, if that is the same person; undefined without a line. */
export async function renew(person = pagePerson()): Promise<Who | undefined> {
  try {
    const answer = await fetch("/sign-in/token", {
      headers: { Accept: "application/json", "X-Refresh": "true" },
      cache: "no-store",
      signal: AbortSignal.timeout(8_000),
    });
    const who = (await answer.json()) as Partial<Who>;
    if (typeof who.person !== "string" || typeof who.token !== "string") return undefined;
    if (who.person === person) takeToken(who.token);
    return who as Who;
  } catch {
    return undefined;
  }
}

function takeToken(token: string): void {
  const kept = meta("csrf-token");
  if (kept) kept.content = token;
  document
    .querySelectorAll<HTMLInputElement>('input[name="csrfmiddlewaretoken"]')
    .forEach((field) => (field.value = token));
}

/** The header that only our verbs set, with the key of the form: without it nothing was decided. */
export const DECIDED = "X-Quanju-Decided";
export const RENEW = "X-Quanju-Renew";
