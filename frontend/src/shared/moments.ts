import { t } from "./text";

/* Clocks run on the server's time: the page and the stream both say what time it is there. */
let offsetMs = 0;

/** Take over the server's present moment. */
export function setServerMoment(moment: string): void {
  const at = Date.parse(moment);
  if (!Number.isNaN(at)) offsetMs = at - Date.now();
}

/** How far the server's clock is from this one's; a page that starts without a line keeps it. */
export const clockOffset = (): number => offsetMs;

export function setClockOffset(ms: number): void {
  if (Number.isFinite(ms)) offsetMs = ms;
}

export function serverNow(): number {
  return Date.now() + offsetMs;
}

const two = (value: number): string => String(value).padStart(2, "0");

/** 0:42, 12:05, 1:02:33; from a day on in words */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole >= 86400) return spanText(whole);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** A span in words: 31 秒, 11 分钟, 2 天 3 小时. */
export function spanText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return t(`${whole} 秒`, `${whole} s`);
  if (whole < 3600) return t(`${Math.floor(whole / 60)} 分钟`, `${Math.floor(whole / 60)} min`);
  const hours = Math.floor(whole / 3600);
  if (hours < 24) {
    const minutes = Math.floor((whole % 3600) / 60);
    const tail = minutes ? t(` ${minutes} 分`, ` ${minutes} min`) : "";
    return t(`${hours} 小时`, `${hours} h`) + tail;
  }
  const days = Math.floor(hours / 24);
  const tail = hours % 24 ? t(` ${hours % 24} 小时`, ` ${hours % 24} h`) : "";
  return t(`${days} 天`, `${days} d`) + tail;
}

/** How long ago, in words, for use beside the exact time. */
export function agoText(seconds: number): string {
  if (seconds < 1) return t("刚刚", "just now");
  return t(`${spanText(seconds)}前`, `${spanText(seconds)} ago`);
}

const zone = document.documentElement.dataset.zone ?? "Asia/Shanghai";
const clockFace = new Intl.DateTimeFormat("en-GB", {
  timeZone: zone,
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** The wall clock of the branch: 21:14:08. */
export function wallClock(at: number): string {
  return clockFace.format(at);
}

/* One beat for everything that ticks; a hidden page does not tick. */
const tickers = new Set<() => void>();

export function onTick(tick: () => void): () => void {
  tickers.add(tick);
  return () => tickers.delete(tick);
}

function beat(): void {
  if (!document.hidden) for (const tick of tickers) tick();
}

setInterval(beat, 1000);
document.addEventListener("visibilitychange", beat);

const meta = document.querySelector<HTMLMetaElement>('meta[name="quanju-now"]');
/* The phone's empty page is of the day it was kept: what it says of the time is long past. */
if (meta && !document.body.hasAttribute("data-shell")) setServerMoment(meta.content);
