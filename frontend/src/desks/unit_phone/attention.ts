/* A phone in a pocket says that an order or a call for help has come: once for each. */
const PATTERN = [400, 150, 400, 150, 800];
const told = new Set<string>();

/** Shake for every alarm that was not on the page before; those there at the start are seen. */
export function attend(isStart = false): void {
  const alarms = [...document.querySelectorAll<HTMLElement>("[data-alarm]")].map((one) => one.dataset.alarm ?? "");
  const isNew = alarms.some((one) => !told.has(one));
  for (const one of alarms) told.add(one);
  if (isNew && !isStart) navigator.vibrate?.(PATTERN);
}
