import { serverNow, wallClock } from "../../shared/moments";
import { freshKey, type Pressed, Queue } from "../../shared/queue";
import { reasonIn } from "../../shared/refusal";
import { csrfToken, DECIDED, pagePerson, RENEW, renew } from "../../shared/session";
import { t } from "../../shared/text";

/*
 * A desk without a line still takes calls: the button of a call opens a form that lies on the page.
 * What is filled in is kept in this browser with the moment at which the form was opened, and sent
 * once, in order, when the line is back. What the server refuses stands there with its reason.
 */
interface KeptCall extends Pressed {
  fields: [string, string][];
  answeredAt: string;
  refused?: string;
}

const AGAIN_MS = 5_000;
const queue = new Queue<KeptCall>("quanju.desk.calls", () => localStorage);
const mine = (): KeptCall[] => queue.kept(pagePerson());
const dialog = (): HTMLDialogElement | null => document.querySelector<HTMLDialogElement>("#kept-call");
let openedAt = 0;
let isSending = false;

const isLost = (): boolean => !navigator.onLine || document.querySelector("q-live")?.getAttribute("state") === "lost";

/** The strip above the list: that calls can be taken, how many wait, which one was refused. */
function show(): void {
  const strip = document.getElementById("kept-calls");
  if (!strip) return;
  const waiting = mine();
  const refused = waiting.filter((one) => one.refused);
  strip.hidden = !waiting.length && !isLost();
  const lines: (string | Node)[] = [];
  if (isLost())
    lines.push(t("线路断了：接警照常，按 N 填离线接警单。", "No line: take calls as ever, N opens the form."));
  const count = waiting.length - refused.length;
  if (count) lines.push(t(`待送出 ${count} 件，线路恢复即送。`, `${count} to be sent when the line is back.`));
  for (const one of refused) lines.push(refusedLine(one));
  if (queue.isOnPageOnly)
    lines.push(t("浏览器存不下：不要关闭本页。", "The browser cannot store it: keep this page open."));
  strip.replaceChildren(
    ...lines.map((line) => {
      const row = document.createElement("p");
      row.append(line);
      return row;
    }),
  );
}

function refusedLine(one: KeptCall): Node {
  const row = document.createElement("span");
  const said = one.fields.find(([name]) => name === "said")?.[1] ?? "";
  row.textContent = t(
    `${wallClock(Date.parse(one.answeredAt))} 的来电没有存下：${one.refused ?? ""} “${said}” `,
    `The call of ${wallClock(Date.parse(one.answeredAt))} was not entered: ${one.refused ?? ""} “${said}” `,
  );
  const again = document.createElement("button");
  again.type = "button";
  again.className = "button";
  again.textContent = t("改后再送", "Change and send");
  again.addEventListener("click", () => {
    queue.forget(one.key);
    open(Date.parse(one.answeredAt), one.fields);
    show();
  });
  row.append(again);
  return row;
}

function open(at: number, fields: [string, string][] = []): void {
  const form = dialog()?.querySelector("form");
  openedAt = at;
  form?.reset();
  for (const [name, value] of fields) {
    const field = form?.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)
      field.value = value;
  }
  if (!dialog()?.open) dialog()?.showModal();
}

function keep(form: HTMLFormElement): void {
  const fields = [...new FormData(form)].flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && !["csrfmiddlewaretoken", "idempotency_key"].includes(name) ? [[name, value]] : [],
  );
  queue.keep({ key: freshKey(), person: pagePerson(), fields, answeredAt: new Date(openedAt).toISOString() });
  dialog()?.close();
  show();
  void sendAll();
}

/** True when the server has decided about it, one way or the other. */
async function send(one: KeptCall): Promise<boolean> {
  const body = new URLSearchParams([...one.fields, ["answered_at", one.answeredAt], ["idempotency_key", one.key]]);
  try {
    const answer = await fetch("/dispatch/call/kept", {
      method: "POST",
      body,
      headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" },
      redirect: "manual",
      signal: AbortSignal.timeout(12_000),
    });
    if (answer.headers.get(DECIDED) !== one.key) {
      if (answer.status === 401 || answer.headers.has(RENEW)) await renew();
      return false;
    }
    queue.forget(one.key);
    if (!answer.ok)
      queue.keep({ ...one, key: freshKey(), refused: reasonIn(await answer.text()) || String(answer.status) });
    return true;
  } catch {
    document.dispatchEvent(new CustomEvent("quanju:unreached"));
    return false;
  }
}

async function sendAll(): Promise<void> {
  if (isSending || !navigator.onLine) return;
  isSending = true;
  await queue.alone(async () => {
    for (const one of mine()) if (!one.refused && !(await send(one))) break;
  });
  isSending = false;
  show();
}

document.addEventListener(
  "click",
  (event) => {
    const opener = (event.target as Element).closest?.('[data-opens="#call"]');
    if (!opener || !isLost()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    open(serverNow());
  },
  true,
);
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("[data-kept-call]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    keep(form);
  },
  true,
);
for (const name of ["online", "offline"]) addEventListener(name, show);
document.addEventListener("quanju:live", () => {
  show();
  if (mine().some((one) => !one.refused) && !isLost()) void sendAll();
});
setInterval(() => {
  show();
  if (mine().some((one) => !one.refused)) void sendAll();
}, AGAIN_MS);
show();
void sendAll();
