/*
 * For residents: the page works without this. Nothing is loaded but the voice, so that a progress
 * page stays small on a poor line; what is read aloud is read by the browser itself, nowhere else.
 */
const voice = document.querySelector<HTMLButtonElement>("[data-voice]");

function told(): string {
  const parts = document.querySelectorAll<HTMLElement>(
    "main h1, main h2, main p, main li, main label, main dt, main dd",
  );
  return [...parts]
    .filter((one) => !one.closest("[data-unread], form details") && one.offsetParent !== null)
    .map((one) => (one.textContent ?? "").trim())
    .join("\n");
}

function show(speaks: boolean): void {
  if (voice) voice.textContent = (speaks ? voice.dataset.stop : voice.dataset.read) ?? "";
}

function read(): void {
  const spoken = new SpeechSynthesisUtterance(told());
  spoken.lang = document.documentElement.lang;
  spoken.addEventListener("end", () => show(false));
  speechSynthesis.speak(spoken);
  show(true);
}

if (voice && "speechSynthesis" in window) {
  voice.hidden = false;
  voice.addEventListener("click", () => {
    if (!speechSynthesis.speaking) return read();
    speechSynthesis.cancel();
    show(false);
  });
  addEventListener("pagehide", () => speechSynthesis.cancel());
}
