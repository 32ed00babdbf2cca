import { Ticking } from "../../shared/clock";
import { clockText } from "../../shared/moments";
import { t } from "../../shared/text";

/** <q-left since until>: 剩 0:08, 超 5:00; without a limit 等了 2:10. Counted from the due time. */
class Left extends Ticking {
  protected draw(): void {
    const until = this.moment("until");
    const since = this.moment("since") ?? this.present;
    const level = this.level;
    const isOver = until !== undefined && this.present > until;
    const word = until === undefined ? t("等了", "waits") : isOver ? t("超", "over") : t("剩", "left");
    const words = `${word} ${clockText(Math.abs(this.present - (until ?? since)) / 1000)}`;
    if (this.textContent !== words) this.textContent = words;
    if (this.getAttribute("level") !== level) this.setAttribute("level", level);
  }
}
customElements.define("q-left", Left);
