import { t } from "../text";
import type { Kind } from "./signs";

/* What the furniture asks of the map it stands around: nothing of how the map draws. */
export interface Furnished extends HTMLElement {
  show(kind: Kind, isShown: boolean): void;
  zoomBy(step: number): void;
}

/* What stands around the canvas: layer switch, zoom, attribution. Returns the canvas's box. */
export function buildFurniture(map: Furnished): HTMLElement {
  const canvas = document.createElement("div");
  canvas.className = "map-canvas";
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-roledescription", t("地图", "map"));
  canvas.setAttribute(
    "aria-label",
    map.getAttribute("label") ??
      t(
        "地图：方向键移动，加减键缩放；列表里有同样的内容",
        "Map: arrow keys move, plus and minus zoom; the lists hold the same content",
      ),
  );
  map.prepend(canvas);
  const strip = layerSwitch(map);
  if (strip) canvas.after(strip);
  if (!map.hasAttribute("no-zoom")) canvas.after(zoomButtons(map));
  map.append(credit(map));
  return canvas;
}

function layerSwitch(map: Furnished): HTMLElement | undefined {
  const layers = [...map.querySelectorAll<HTMLElement>("q-map-layer[label]")];
  if (!layers.length) return undefined;
  const strip = document.createElement("div");
  strip.className = "segmented map-switch";
  strip.setAttribute("role", "group");
  strip.setAttribute("aria-label", t("地图上显示什么", "What the map shows"));
  for (const layer of layers) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = layer.getAttribute("label");
    button.dataset.kind = layer.getAttribute("kind") ?? "";
    button.setAttribute("aria-pressed", String(!layer.hasAttribute("hidden-at-first")));
    if (layer.hasAttribute("key")) button.dataset.key = layer.getAttribute("key")!;
    button.addEventListener("click", () =>
      map.show(button.dataset.kind as Kind, button.getAttribute("aria-pressed") !== "true"),
    );
    strip.append(button);
  }
  return strip;
}

function zoomButtons(map: Furnished): HTMLElement {
  const box = document.createElement("div");
  box.className = "map-zoom";
  for (const [sign, step, name] of [
    ["+", 1, t("放大", "Zoom in")],
    ["−", -1, t("缩小", "Zoom out")],
  ] as const) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", name);
    button.addEventListener("click", () => map.zoomBy(step));
    box.append(button);
  }
  return box;
}

function credit(map: Furnished): HTMLElement {
  const line = document.createElement("p");
  line.className = "map-credit";
  line.textContent = map.getAttribute("credit") ?? t("© OpenStreetMap 贡献者", "© OpenStreetMap contributors");
  return line;
}
