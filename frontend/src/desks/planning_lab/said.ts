import { t } from "../../shared/text";
import type { Tried } from "./exchange";
import type { Tool } from "./tools";

/* How each tool is used, in a line under the map. */
export const SAY: Record<Tool, string> = {
  look: "",
  give: t(
    "点出一块范围，双击结束；靠近边界自动贴合，按住 Alt 点边界可沿边走。Esc 取消，Backspace 退一点。",
    "Click the corners of an area, double-click to end. Corners snap to borders; Alt-click follows one. Esc drops it, Backspace takes one back.",
  ),
  block: t(
    "点边界旁的一个街区，划给邻区。键盘：方向键移图，回车划走十字下的街区，Ctrl Z 撤销。",
    "Click a block beside a border; it goes to the zone there. Keys: arrows move the map, Enter moves the block under the cross, Ctrl Z undoes.",
  ),
  split: t(
    "画一条线穿过巡区，两端越过边界，双击结束。",
    "Draw a line across a zone, beyond its border at both ends; double-click to end.",
  ),
  bend: t(
    "拖动边界上的点；在边上按住即添一个点，相邻巡区一起动。",
    "Drag a corner of a border, or hold an edge to make one; all zones there follow.",
  ),
  points: t(
    "点图加点，拖动改位置；快反圈随即重算。",
    "Click to add a point, drag to move one; rings are drawn anew at once.",
  ),
};

/* What share of last year's calls a crew would have reached within so many minutes. */
export function reachSaid(reach: NonNullable<Tried["reach"]>): string {
  const shares = Object.entries(reach)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([s, share]) => t(`${Number(s) / 60} 分钟 ${share}`, `${share} within ${Number(s) / 60} min`));
  return t("现在这样，去年的警情约：", "As it stands, of last year's calls about: ") + shares.join(" · ");
}

/* The figures of the drawn zones, a row each; the table is gone where there are none. */
export function showLooks(box: HTMLElement | null, rows: string[][]): void {
  if (!box) return;
  box.hidden = !rows.length;
  box.querySelector("[data-look-rows]")?.replaceChildren(
    ...rows.map((row) => {
      const made = document.createElement("tr");
      made.append(
        ...row.map((words, place) =>
          Object.assign(document.createElement(place ? "td" : "th"), {
            textContent: words,
            className: place ? "number" : "",
            ...(place ? {} : { scope: "row" }),
          }),
        ),
      );
      return made;
    }),
  );
}
