import { onTick, serverNow, spanText, wallClock } from "./moments";
import type { LiveState } from "./stream";
import { t } from "./text";

/** The server says something every two seconds; after this long without a word the page says so. */
const UNHEARD_MS = 5_000;

/** <q-live>: says that what is shown is live, or of when it is. */
export class Live extends HTMLElement {
  private live: LiveState | undefined;
  /** When this tab heard it, by a clock that nobody sets. */
  private heardMs = 0;

  connectedCallback(): void {
    this.setAttribute("role", "status");
    document.addEventListener("quanju:live", (event) => {
      this.live = (event as CustomEvent<LiveState>).detail;
      this.heardMs = performance.now();
      this.draw();
    });
    for (const name of ["online", "offline"]) addEventListener(name, () => this.draw());
    onTick(() => this.draw());
    this.draw();
  }

  /** A line is also lost when the browser has none, or when nothing was heard for too long. */
  private get state(): LiveState["state"] {
    const state = this.live?.state ?? (this.getAttribute("state") as LiveState["state"] | null) ?? "connecting";
    const isUnheard = this.live?.hasBeat === true && performance.now() - this.heardMs > UNHEARD_MS;
    return state === "live" && (isUnheard || !navigator.onLine) ? "lost" : state;
  }

  private draw(): void {
    const { live, state } = this;
    if (this.getAttribute("state") !== state) this.setAttribute("state", state);
    const words = live || state === "connecting" ? this.words(state) : (this.textContent ?? "");
    if (this.textContent !== words) this.textContent = words;
  }

  private words(state: LiveState["state"]): string {
    if (state === "connecting" || !this.live) return t("连接中", "Connecting");
    if (state === "live") return t(`实时 ${this.live.delayS.toFixed(1)} 秒`, `Live ${this.live.delayS.toFixed(1)} s`);
    this.title = t(
      `与服务器的连接断了 ${spanText((serverNow() - this.live.heardAt) / 1000)}，正在重连`,
      `Connection lost for ${spanText((serverNow() - this.live.heardAt) / 1000)}, reconnecting`,
    );
    return t(`断线 · 显示 ${wallClock(this.live.heardAt)} 的数据`, `Offline · showing ${wallClock(this.live.heardAt)}`);
  }
}

customElements.define("q-live", Live);
