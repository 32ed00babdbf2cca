/*
 * Sounds without files: a few tones each, told apart by pitch and rhythm. What sounds once is marked in
 * the page: data-sound="call alert-12". What was there when the page opened has been heard.
 */
export type Sound = "call" | "order" | "help";

/** Hertz and seconds of each tone, one after the other; 0 Hz is a rest. */
const TONES: Record<Sound, readonly (readonly [number, number])[]> = {
  call: [
    [660, 0.14],
    [0, 0.06],
    [880, 0.18],
  ],
  order: [
    [520, 0.12],
    [0, 0.08],
    [520, 0.12],
    [0, 0.08],
    [520, 0.12],
  ],
  help: [
    [980, 0.16],
    [620, 0.16],
    [980, 0.16],
    [620, 0.16],
    [980, 0.16],
    [620, 0.16],
  ],
};
const LOUD = 0.25;
const EDGE_S = 0.01;
let audio: AudioContext | undefined;

/** A browser lets a page sound once somebody has touched it; until then nothing is heard. */
export function wake(): void {
  audio ??= new AudioContext();
  if (audio.state === "suspended") void audio.resume();
}

export function play(sound: Sound): void {
  document.dispatchEvent(new CustomEvent("quanju:sound", { detail: sound }));
  const on = audio;
  if (on?.state !== "running") return;
  let at = on.currentTime + 0.02;
  for (const [hertz, seconds] of TONES[sound]) {
    if (hertz) tone(on, hertz, at, seconds);
    at += seconds;
  }
}

function tone(on: AudioContext, hertz: number, at: number, seconds: number): void {
  const voice = on.createOscillator();
  const loud = on.createGain();
  voice.type = "triangle";
  voice.frequency.value = hertz;
  loud.gain.setValueAtTime(0, at);
  loud.gain.linearRampToValueAtTime(LOUD, at + EDGE_S);
  loud.gain.setValueAtTime(LOUD, at + seconds - EDGE_S);
  loud.gain.linearRampToValueAtTime(0, at + seconds);
  voice.connect(loud).connect(on.destination);
  voice.start(at);
  voice.stop(at + seconds);
}

/* Never while a finger is down: opening the sound takes a moment, and the red button counts how long it is held. */
for (const touch of ["click", "keydown"]) addEventListener(touch, wake, { passive: true });
