import { clockText, onTick, serverNow } from "./moments";
import { t } from "./text";

/*
 * <q-clock since="…" until="…" toward="到场">  elapsed time, amber at 75 % of the span, red at its end
 *   counts="down"  shows what is left; after the end what is over, with the word for it
 *   stopped="…"    the moment it was stopped; met="yes" says that the limit was kept
 * <q-bar since until stopped met>              the 3 px bar that fills toward the limit
 * Without `until` a clock only counts up and stays quiet.
 */
type Level = "quiet" | "ok" | "amber" | "red" | "done" | "stopped";

export abstract class Ticking extends HTMLElement {
  static observedAttributes = ["since", "until", "stopped", "met", "toward", "counts"];
  private stop: (() => void) | undefined;

  connectedCallback(): void {
    this.draw();
    this.stop = onTick(() => this.draw());
  }

  disconnectedCallback(): void {
    this.stop?.();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.draw();
  }

  protected moment(name: string): number | undefined {
    const at = Date.parse(this.getAttribute(name) ?? "");
    return Number.isNaN(at) ? undefined : at;
  }

  protected get present(): number {
    return this.moment("stopped") ?? serverNow();
  }

  /** How much of the span has gone, 0…1 and beyond. */
  protected get share(): number {
    const since = this.moment("since");
    const until = this.moment("until");
    if (since === undefined || until === undefined || until <= since) return 0;
    return (this.present - since) / (until - since);
  }

  protected get level(): Level {
    if (this.hasAttribute("stopped"))
      return this.getAttribute("met") === "yes" ? "done" : this.share >= 1 ? "red" : "stopped";
    if (this.moment("until") === undefined) return "quiet";
    return this.share >= 1 ? "red" : this.share >= 0.75 ? "amber" : "ok";
  }

  protected abstract draw(): void;
}

export class Clock extends Ticking {
  private word: HTMLElement | undefined;
  private figure: HTMLElement | undefined;

  protected draw(): void {
    const since = this.moment("since") ?? this.present;
    const until = this.moment("until");
    const isOver = until !== undefined && this.present > until;
    const isDown = this.getAttribute("counts") === "down" && until !== undefined;
    const seconds = isDown ? Math.abs(until - this.present) / 1000 : (this.present - since) / 1000;
    const toward = this.getAttribute("toward") ?? "";
    this.parts();
    this.word!.textContent = isDown && isOver ? t(`${toward} 超`, `${toward} over`) : toward;
    this.figure!.textContent = clockText(seconds);
    const level = this.level;
    if (this.getAttribute("level") !== level) this.setAttribute("level", level);
    if (until !== undefined)
      this.title = t(`时限 ${clockText((until - since) / 1000)}`, `Limit ${clockText((until - since) / 1000)}`);
  }

  /* The server writes the same two spans, so that nothing jumps when the script arrives. */
  private parts(): void {
    if (this.figure && this.contains(this.figure) && this.word && this.contains(this.word)) return;
    this.word = this.querySelector<HTMLElement>(".toward") ?? document.createElement("span");
    this.word.className = "toward";
    this.figure = this.querySelector<HTMLElement>(".figure") ?? document.createElement("span");
    this.figure.className = "figure";
    this.replaceChildren(this.word, this.figure);
  }
}

export class Bar extends Ticking {
  protected draw(): void {
    const bar = this.querySelector("progress") ?? this.appendChild(document.createElement("progress"));
    bar.max = 100;
    bar.value = Math.min(100, Math.max(0, Math.round(this.share * 100)));
    bar.setAttribute("aria-hidden", "true");
    const level = this.level;
    if (level === "done") bar.value = 100;
    if (this.getAttribute("level") !== level) this.setAttribute("level", level);
  }
}

/** The wall clock of the top bar. */
export class Now extends HTMLElement {
  connectedCallback(): void {
    const draw = (): void => {
      this.textContent = new Intl.DateTimeFormat("en-GB", {
        timeZone: document.documentElement.dataset.zone ?? "Asia/Shanghai",
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
      }).format(serverNow());
    };
    draw();
    onTick(draw);
  }
}

customElements.define("q-clock", Clock);
customElements.define("q-bar", Bar);
customElements.define("q-now", Now);
