import { serverNow, wallClock } from "../../shared/moments";
import { freshKey, type Pressed, Queue } from "../../shared/queue";
import { showRefusal, showTrouble } from "../../shared/refusal";
import { csrfToken, DECIDED, pagePerson, RENEW, renew } from "../../shared/session";
import { saySignedOut } from "../../shared/signed_out";
import { t } from "../../shared/text";
import { toast } from "../../shared/toasts";

/*
 * What was pressed while the line was lost: it stands on its row as 待送出, is sent once when the
 * line is back, in the order in which it was pressed, and what came of it is told. It outlives a
 * reload in this window, and goes when somebody else signs in.
 */
interface Waits extends Pressed {
  matter: string;
  title: string;
  words: string;
  action: string;
  fields: [string, string][];
  pressedAt: string;
}

const queue = new Queue<Waits>("quanju.worklist.queue", () => sessionStorage);
const board = (): HTMLElement => document.getElementById("worklist")!;
const mine = (): Waits[] => queue.kept(pagePerson());
const rowOf = (matter: string): HTMLElement | undefined =>
  [...board().querySelectorAll<HTMLElement>(".worklist-row")].find((row) => row.dataset.matter === matter);
const titleOf = (row: HTMLElement | undefined): string =>
  row?.querySelector(".worklist-title")?.textContent?.replace(/\s+/g, " ").trim() ?? "";

for (const one of queue.kept("")) if (one.person !== pagePerson()) queue.forget(one.key);

export const isWaiting = (matter: string): boolean => mine().some((one) => one.matter === matter);

export const isAnyWaiting = (): boolean => mine().length > 0;

function keep(matter: string, words: string, action: string, fields: [string, string][], key: string): void {
  if (isWaiting(matter)) return;
  const pressedAt = wallClock(serverNow());
  const title = titleOf(rowOf(matter));
  queue.keep({ key, person: pagePerson(), matter, title, words, action, fields, pressedAt });
  markWaiting();
}

/** A form of the open matter, as it stands. */
export function keepForm(form: HTMLFormElement, matter: string, words: string): void {
  const fields = [...new FormData(form)].flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && name !== "csrfmiddlewaretoken" && name !== "idempotency_key" ? [[name, value]] : [],
  );
  const key = form.querySelector<HTMLInputElement>('input[name="idempotency_key"]')?.value || freshKey();
  keep(matter, words, form.getAttribute("action") ?? form.action, fields, key);
}

/** The first verb of a row whose matter cannot be fetched; false if it needs more than a press. */
export function keepRow(row: HTMLElement): boolean {
  const { sends, sendsWith, sendsWords, matter } = row.dataset;
  if (!sends || !matter) return false;
  keep(matter, sendsWords ?? "", sends, [...new URLSearchParams(sendsWith ?? "")], freshKey());
  return true;
}

/** Each row says what is still to be sent for it. */
export function markWaiting(): void {
  const waits = new Map(mine().map((one) => [one.matter, one]));
  for (const row of board().querySelectorAll<HTMLElement>(".worklist-row")) {
    const one = waits.get(row.dataset.matter ?? "");
    const known = row.querySelector(".worklist-waits");
    if (!one) known?.remove();
    else if (!known) {
      const sign = document.createElement("p");
      sign.className = "worklist-waits";
      sign.setAttribute("role", "status");
      sign.textContent = t(
        `待送出：${one.words}（${one.pressedAt} 按下）`,
        `To be sent: ${one.words} (pressed ${one.pressedAt})`,
      );
      row.querySelector(".worklist-what")?.append(sign);
    }
  }
}

/** Sends what waits, in order; stops where the line is lost again. True if anything was decided. */
export async function sendWaiting(): Promise<boolean> {
  let isAnyDecided = false;
  await queue.alone(async () => {
    for (const one of mine()) {
      const answer = await send(one);
      if (answer === "lost") break;
      queue.forget(one.key);
      isAnyDecided = true;
      if (answer === "done")
        toast(t(`已送出：${one.words} · ${one.title}`, `Sent: ${one.words} · ${one.title}`), "good");
      else tellRefused(one, answer);
    }
  });
  markWaiting();
  return isAnyDecided;
}

async function send(one: Waits, isAgain = false): Promise<string> {
  try {
    const answer = await fetch(one.action, {
      method: "POST",
      headers: { "HX-Request": "true", "X-Stays": "yes", "X-CSRFToken": csrfToken() },
      body: new URLSearchParams([...one.fields, ["idempotency_key", one.key]]),
      credentials: "same-origin",
    });
    if (answer.status === 401 || answer.headers.get(RENEW)) {
      const who = await renew();
      if (who?.person === one.person && !isAgain) return await send(one, true);
      if (who && !who.person) saySignedOut();
      return "lost";
    }
    if (answer.ok) return answer.headers.get(DECIDED) ? "done" : "lost";
    return await answer.text();
  } catch {
    return "lost";
  }
}

/** A refusal stands at its row; where the row has gone, above the list. */
function tellRefused(one: Waits, html: string): void {
  const row = rowOf(one.matter);
  const slot = row?.querySelector<HTMLElement>(".refusal-slot") ?? document.getElementById("worklist-answers");
  if (!slot) return;
  const control = document.createElement("form");
  control.dataset.refusalSlot = `#${slot.id}`;
  if (html.includes('class="refusal')) showRefusal(control, html);
  else
    showTrouble(
      control,
      t("没有完成：服务器出错了，已记录。", "This was not done: the server failed; it has been logged."),
    );
  const what = document.createElement("p");
  what.className = "small";
  what.textContent = t(
    `${one.pressedAt} 断线时按下：${one.words} · ${one.title}`,
    `Pressed at ${one.pressedAt} while the line was lost: ${one.words} · ${one.title}`,
  );
  slot.querySelector(".refusal")?.append(what);
}
