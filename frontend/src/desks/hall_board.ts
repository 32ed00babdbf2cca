import { onTick, serverNow, wallClock } from "../shared/moments";

/*
 * The big screen: asked for every other second, since nobody is signed in to hear the stream. A new
 * call stands inverted for ten seconds and is spoken once, where the browser has a voice. A browser
 * speaks only after somebody has touched the page: the button does that, and then goes.
 */
const ASK_MS = 2000;
const LOST_MS = 20_000;
const NEW_MS = 10_000;

const board = (): HTMLElement => document.getElementById("board")!;
const clock = document.getElementById("clock")!;
const voice = document.getElementById("voice") as HTMLButtonElement;
let heardAt = performance.now();
let speaks = false;
let shown = board().dataset.call;

voice.hidden = !("speechSynthesis" in window);
voice.addEventListener("click", () => {
  speaks = true;
  voice.hidden = true;
  say();
});

function say(): void {
  const words = board().dataset.say;
  if (!speaks || !words) return;
  const spoken = new SpeechSynthesisUtterance(words);
  spoken.lang = document.documentElement.lang;
  speechSynthesis.speak(spoken);
}

async function ask(): Promise<void> {
  try {
    const answer = await fetch(board().dataset.from ?? "", { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("board");
    if (!next) return;
    heardAt = performance.now();
    board().replaceWith(next);
    if (next.dataset.call && next.dataset.call !== shown) {
      shown = next.dataset.call;
      newAt = performance.now();
      say();
    }
  } catch {
    // The line is gone: the clock's place says so after a while.
  }
}
let newAt = Number.NEGATIVE_INFINITY;

onTick(() => {
  const isLost = performance.now() - heardAt > LOST_MS;
  const words = isLost ? (clock.dataset.lost ?? "") : wallClock(serverNow()).slice(0, 5);
  if (clock.textContent !== words) clock.textContent = words;
  document.body.toggleAttribute("data-lost", isLost);
  board().toggleAttribute("data-new", performance.now() - newAt < NEW_MS);
});
setInterval(() => void ask(), ASK_MS);
