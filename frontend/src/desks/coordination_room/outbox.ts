import { serverNow } from "../../shared/moments";
import { freshKey } from "../../shared/queue";
import { reasonIn, showTrouble } from "../../shared/refusal";
import { inSession, postFile, postWords, type Sent, type Trouble } from "../../shared/sending";
import { pagePerson } from "../../shared/session";
import { Shelf } from "../../shared/shelf";
import { saySignedOut } from "../../shared/signed_out";
import { t } from "../../shared/text";

/*
 * What was said and not decided yet. It rests here from the press until the server has decided about
 * it, each under a key of its own: a lost line loses nothing and sends nothing twice. Words go first,
 * in the order in which they were written, then files. Of a restricted group nothing rests in the
 * browser: it stays on the page, which says so.
 */
interface Unsent {
  key: string;
  person: string;
  group: string;
  address: string;
  pressedAt: string;
  fields: [name: string, value: string][];
  words: string;
  blob?: Blob;
  /** Why the server took it not; it waits for its writer. */
  refused?: string;
}

const PATIENCE_MS = 12_000;
const AGAIN_MS = 4_000;
const LONGEST_NAME = 120;
const MEGABYTE = 1024 * 1024;
const shelf = new Shelf<Unsent>("quanju.groups", "unsent");
const box = (): HTMLElement | null => document.querySelector<HTMLElement>("q-unsent");

let isSending = false;
let share = 0;
let trouble: Trouble | "" = "";
let timer: ReturnType<typeof setTimeout> | undefined;

async function unsent(): Promise<Unsent[]> {
  const group = box()?.dataset.group;
  const mine = (await shelf.kept(pagePerson())).filter((one) => one.group === group);
  return mine.sort(
    (a, b) =>
      Number(!!a.blob) - Number(!!b.blob) || a.pressedAt.localeCompare(b.pressedAt) || a.key.localeCompare(b.key),
  );
}

let last = 0;
/** A millisecond apart, so that they keep their order. */
function pressedNow(): string {
  last = Math.max(serverNow(), last + 1);
  return new Date(last).toISOString();
}

async function keep(one: Omit<Unsent, "key" | "person" | "group" | "pressedAt">): Promise<void> {
  const here = box();
  if (!here) return;
  const whole = {
    ...one,
    key: freshKey(),
    person: pagePerson(),
    group: here.dataset.group ?? "",
    pressedAt: pressedNow(),
  };
  await shelf.keep(whole, here.hasAttribute("data-secret"));
  await draw();
  void send();
}

const BESIDE = new Set(["idempotency_key", "csrfmiddlewaretoken", "pressed_at"]);

/** The words of a form of ours; false where there is nothing to be said. */
export async function takeForm(form: HTMLFormElement): Promise<boolean> {
  const fields = [...new FormData(form)].filter(
    (pair): pair is [string, string] => typeof pair[1] === "string" && !BESIDE.has(pair[0]),
  );
  const said = Object.fromEntries(fields);
  const words = (said.text ?? "").trim();
  if (!words && !said.has_place && !said.lon) return false;
  if ("lon" in said && !said.lon) {
    showTrouble(
      form,
      t("还没有选地点：从建议中选，或在地图上点", "No place yet: choose from the list, or click the map"),
    );
    return false;
  }
  const where = said.lon || said.has_place ? "📍 " : "";
  await keep({ address: form.getAttribute("action") ?? "", fields, words: where + words });
  return true;
}

export async function takeFiles(field: HTMLInputElement): Promise<void> {
  const here = box();
  const most = Number(here?.dataset.mostMb ?? 0);
  for (const file of [...(field.files ?? [])]) {
    if (most && file.size > most * MEGABYTE) {
      const size = Math.ceil(file.size / MEGABYTE).toLocaleString();
      showTrouble(
        field,
        t(
          `“${file.name}”有 ${size} MB，最多 ${most} MB，没有发送`,
          `“${file.name}” has ${size} MB; at most ${most} MB. It was not sent`,
        ),
      );
      continue;
    }
    const name = file.name.length > LONGEST_NAME ? file.name.slice(-LONGEST_NAME) : file.name;
    await keep({ address: here?.dataset.attach ?? "", fields: [["name", name]], words: name, blob: file });
  }
  field.value = "";
}

function post(one: Unsent): Promise<Sent> {
  if (one.blob) {
    const blob = one.blob;
    const facts = new URLSearchParams([...one.fields, ["pressed_at", one.pressedAt]]);
    return postFile(`${one.address}?${facts}`, one.key, blob, (part) => {
      share = part;
      void draw();
    });
  }
  const body = new URLSearchParams([...one.fields, ["pressed_at", one.pressedAt], ["idempotency_key", one.key]]);
  return postWords(one.address, one.key, body, PATIENCE_MS);
}

/** Sends what waits, one after another, one tab at a time; ends at the first trouble. */
export async function send(): Promise<void> {
  if (isSending || !box()) return;
  isSending = true;
  clearTimeout(timer);
  try {
    const work = async (): Promise<void> => {
      for (;;) {
        const next = (await unsent()).find((one) => !one.refused);
        if (!next) break;
        share = 0;
        const sent = await inSession(next.person, () => post(next));
        trouble = "trouble" in sent ? sent.trouble : "";
        if ("trouble" in sent) break;
        if (sent.isDone) {
          await shelf.drop(next.key);
          document.dispatchEvent(new CustomEvent("quanju:said"));
        } else {
          const why = reasonIn(sent.html) || t("服务器没有说明原因", "the server gave no reason");
          await shelf.keep({ ...next, refused: why }, box()?.hasAttribute("data-secret"));
        }
        await draw();
      }
    };
    if ("locks" in navigator)
      await navigator.locks.request("quanju.groups", { ifAvailable: true }, async (lock) => {
        if (lock) await work();
        else trouble = "server"; // another tab sends: it is looked at again
      });
    else await work();
  } finally {
    isSending = false;
  }
  await draw();
  if (trouble === "signed_out") saySignedOut();
  if ((await unsent()).some((one) => !one.refused)) timer = setTimeout(() => void send(), AGAIN_MS);
}

function state(one: Unsent, isNext: boolean): string {
  const at = new Date(one.pressedAt).toLocaleTimeString("zh-CN", {
    timeZone: document.documentElement.dataset.zone,
    hour12: false,
  });
  if (one.refused) return t(`没有收下（${at} 写）：${one.refused}`, `Not taken (written ${at}): ${one.refused}`);
  if (isNext && isSending && !trouble)
    return one.blob
      ? t(`正在发送 ${Math.floor(share * 100)}%`, `Sending ${Math.floor(share * 100)}%`)
      : t("正在发送", "Sending");
  if (trouble === "signed_out" || trouble === "somebody_else")
    return t(
      `未发送（${at} 写）：请重新登录，登录后自动发出`,
      `Not sent (written ${at}): sign in again and it goes out`,
    );
  return t(`未发送（${at} 写），来信号自动发出`, `Not sent (written ${at}); it goes out when the signal returns`);
}

function button(words: string, press: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-quiet";
  made.textContent = words;
  made.addEventListener("click", press);
  return made;
}

function drawn(one: Unsent, isNext: boolean): HTMLLIElement {
  const row = document.createElement("li");
  row.className = "group-message group-own group-unsent";
  const words = document.createElement("p");
  words.className = "group-words";
  words.textContent = one.words;
  const line = document.createElement("p");
  line.className = "small";
  line.textContent = state(one, isNext);
  row.append(words, line);
  if (one.refused) {
    const ways = document.createElement("p");
    ways.className = "row";
    if (!one.blob) ways.append(button(t("放回输入框", "Back into the field"), () => void putBack(one)));
    ways.append(button(t("去掉", "Remove"), () => void shelf.drop(one.key).then(draw)));
    row.append(ways);
  }
  return row;
}

async function putBack(one: Unsent): Promise<void> {
  const field = document.querySelector<HTMLTextAreaElement>("#say textarea");
  if (!field) return;
  field.value = [field.value, Object.fromEntries(one.fields).text ?? ""].filter(Boolean).join("\n");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
  await shelf.drop(one.key);
  await draw();
}

export async function draw(): Promise<void> {
  const here = box();
  if (!here) return;
  const all = await unsent();
  const next = all.find((one) => !one.refused);
  const list = document.createElement("ol");
  list.className = "group-rows";
  list.setAttribute("aria-label", t("未发送", "Not sent"));
  list.append(...all.map((one) => drawn(one, one === next)));
  here.replaceChildren(...(all.length ? [list] : []));
  if (shelf.isOnPageOnly && all.length) {
    const line = document.createElement("p");
    line.className = "hint";
    line.textContent = t(
      "未发送的内容只在这个页面里，请勿关闭。",
      "What is not sent is on this page alone: do not close it.",
    );
    here.append(line);
  }
}

addEventListener("online", () => void send());
document.addEventListener("quanju:live", (event) => {
  if ((event as CustomEvent<{ state: string }>).detail.state === "live" && trouble) void send();
});
addEventListener("beforeunload", (event) => {
  if (shelf.isOnPageOnly) event.preventDefault();
});
void draw().then(send);
