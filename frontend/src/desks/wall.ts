import { onTick, serverNow, wallClock } from "../shared/moments";

/*
 * The wall of the room: nobody touches it and nobody is signed in to hear the stream, so it asks.
 * After a while without an answer the clock's place says that the numbers are old.
 */
const ASK_MS = 3000;
const LOST_MS = 15_000;

const wall = (): HTMLElement => document.getElementById("wall")!;
const clock = document.getElementById("clock")!;
let heardAt = performance.now();

async function ask(): Promise<void> {
  try {
    const answer = await fetch(wall().dataset.from ?? "", { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("wall");
    if (!next) return;
    heardAt = performance.now();
    wall().replaceWith(next);
  } catch {
    // The line is gone: the clock's place says so after a while.
  }
}

onTick(() => {
  const isLost = performance.now() - heardAt > LOST_MS;
  const words = isLost ? (clock.dataset.lost ?? "") : wallClock(serverNow()).slice(0, 5);
  if (clock.textContent !== words) clock.textContent = words;
  document.body.toggleAttribute("data-lost", isLost);
});
setInterval(() => void ask(), ASK_MS);
