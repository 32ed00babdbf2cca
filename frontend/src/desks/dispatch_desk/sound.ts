import { serverNow } from "../../shared/moments";
import { play, type Sound, wake } from "../../shared/sounds";
import { t } from "../../shared/text";

/*
 * What is new at the desk is heard, and seen in the title of a window that nobody looks at. A call for
 * help sounds on until the desk has seen it, also where the desk is quiet.
 */
const AGAIN_MS = 5_000;
const FLASH_MS = 1_000;
const ORDER: readonly Sound[] = ["help", "order", "call"];
const WORDS: Record<Sound, string> = {
  help: t("紧急求助", "Call for help"),
  order: t("指令未签收", "Order unanswered"),
  call: t("新警情", "New call"),
};
const heard = new Set<string>();
const title = document.title;
let flashing: Sound | undefined;

/* What another desk is told first: it stands in the page and is neither seen nor heard until then. */
const LATER = "[data-shows-at][hidden]";

const marks = (): [Sound, string][] =>
  [...document.querySelectorAll<HTMLElement>("[data-sound]")]
    .filter((one) => !one.closest(LATER))
    .map((one) => {
      const [sound, name] = (one.dataset.sound ?? "").split(" ");
      return [sound as Sound, name ?? ""];
    });

function isQuiet(): boolean {
  const until = document.querySelector<HTMLElement>("#sound")?.dataset.quietUntil;
  return until !== undefined && Date.parse(until) > serverNow();
}

const stillCalls = (): boolean => marks().some(([sound]) => sound === "help");

function listen(isStart = false): void {
  const fresh = marks().filter(([, name]) => !heard.has(name));
  for (const [, name] of fresh) heard.add(name);
  const sound = ORDER.find((one) => fresh.some(([mine]) => mine === one));
  if (!sound || isStart) return;
  if (sound === "help" || !isQuiet()) play(sound);
  if (sound === "help" || !document.hasFocus()) flashing = sound;
}

function flash(): void {
  if (flashing === "help" ? !stillCalls() : document.hasFocus()) flashing = undefined;
  const isOn = flashing !== undefined && !document.title.startsWith("●");
  document.title = isOn && flashing ? `● ${WORDS[flashing]}` : title;
}

document.addEventListener("click", (event) => {
  const test = (event.target as HTMLElement).closest<HTMLElement>("[data-test-sound]")?.dataset.testSound;
  if (!test) return;
  wake();
  play(test as Sound);
});

document.addEventListener("quanju:refreshed", () => listen());
setInterval(flash, FLASH_MS);
setInterval(() => stillCalls() && play("help"), AGAIN_MS);
listen(true);

/* "Not shown: use the radio" stands once its seconds are over, without asking the server. */
setInterval(() => {
  const late = [...document.querySelectorAll<HTMLElement>(LATER)];
  for (const one of late) one.hidden = Date.parse(one.dataset.showsAt ?? "") > serverNow();
  if (late.some((one) => !one.hidden)) listen();
}, 1_000);
