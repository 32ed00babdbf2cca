import { agoText, onTick, serverNow } from "./moments";

/** <q-ago at="…">: how long ago, kept true; stands beside the exact time, never instead of it. */
export class Ago extends HTMLElement {
  static observedAttributes = ["at"];
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

  private draw(): void {
    const at = Date.parse(this.getAttribute("at") ?? "");
    if (Number.isNaN(at)) return;
    const words = agoText((serverNow() - at) / 1000);
    if (this.textContent !== words) this.textContent = words;
  }
}

customElements.define("q-ago", Ago);
