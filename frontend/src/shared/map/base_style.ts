import type { FeatureLike } from "ol/Feature";
import MultiPoint from "ol/geom/MultiPoint";
import RenderFeature from "ol/render/Feature";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import Text from "ol/style/Text";
import { isEnglish } from "../text";
import { LABEL_FONT, type Palette } from "./palette";
import { widthAt } from "./widths";

/*
 * Style of the base map's vector tiles: landuse, water, waterway, building, railway, road, place,
 * boundary. Widths grow with the zoom; names run along their roads.
 */
const RANK: Record<string, number> = {
  motorway: 6,
  trunk: 6,
  motorway_link: 4,
  trunk_link: 4,
  primary: 5,
  primary_link: 4,
  secondary: 4,
  secondary_link: 3,
  tertiary: 3,
  tertiary_link: 3,
  residential: 2,
  unclassified: 2,
  living_street: 2,
  road: 2,
  service: 1,
  track: 1,
  pedestrian: 0,
  footway: 0,
  path: 0,
  cycleway: 0,
  steps: 0,
  bridleway: 0,
};

const CHINESE = /^[\u2e80-\u9fff]+$/;

/**
 * Where a Chinese name stands upright along a line that runs north and south: at the same heights in
 * every tile, so that neighbours agree. `undefined` for other lines and other scripts.
 */
function uprightPlaces(feature: FeatureLike, name: string, resolution: number): MultiPoint | undefined {
  if (!(feature instanceof RenderFeature) || feature.getType() !== "LineString" || !CHINESE.test(name))
    return undefined;
  const flat = feature.getFlatCoordinates();
  const stride = feature.getStride();
  const last = flat.length - stride;
  if (Math.abs(flat[last + 1]! - flat[1]!) < Math.abs(flat[last]! - flat[0]!) * 2) return undefined;
  const every = resolution * 320;
  const margin = (resolution * name.length * 15) / 2;
  const [low, high] = [Math.min(flat[1]!, flat[last + 1]!) + margin, Math.max(flat[1]!, flat[last + 1]!) - margin];
  const places: number[][] = [];
  for (let y = Math.ceil(low / every) * every; y <= high; y += every) {
    for (let at = 0; at < last; at += stride) {
      const [x0, y0, x1, y1] = [flat[at]!, flat[at + 1]!, flat[at + stride]!, flat[at + stride + 1]!];
      if (y < Math.min(y0, y1) || y > Math.max(y0, y1) || y0 === y1) continue;
      places.push([x0 + ((x1 - x0) * (y - y0)) / (y1 - y0), y]);
      break;
    }
  }
  return new MultiPoint(places, "XY");
}

function spaced(name: string): string {
  return CHINESE.test(name) ? [...name].join("\u2009") : name;
}

function nameOf(feature: FeatureLike): string {
  const name = String(feature.get("name") ?? "");
  return isEnglish ? String(feature.get("name_en") || name) : name;
}

export class BaseStyle {
  private kept = new Map<string, Style[]>();

  constructor(private palette: Palette) {}

  /** OpenLayers calls this for every feature; styles without a name are made once a zoom step. */
  readonly style = (feature: FeatureLike, resolution: number): Style[] | undefined => {
    const zoom = Math.round(Math.log2(156543.034 / resolution) * 2) / 2;
    const layer = String(feature.get("layer"));
    const kind = String(feature.get("class") ?? "");
    if (layer === "place") return this.place(nameOf(feature), kind, zoom);
    const drawn = this.keep(`${layer} ${kind} ${zoom} ${feature.get("bridge") ? 1 : 0}`, () =>
      this.shape(layer, kind, zoom, Boolean(feature.get("bridge"))),
    );
    const name = layer === "road" || layer === "waterway" || layer === "railway" ? nameOf(feature) : "";
    const label = name ? this.lineLabel(layer, kind, name, zoom, uprightPlaces(feature, name, resolution)) : undefined;
    return label ? [...drawn, label] : drawn;
  };

  private keep(key: string, make: () => Style[]): Style[] {
    const styles = this.kept.get(key) ?? make();
    this.kept.set(key, styles);
    return styles;
  }

  private shape(layer: string, kind: string, zoom: number, isBridge: boolean): Style[] {
    const p = this.palette;
    switch (layer) {
      case "landuse":
        return [
          new Style({
            fill: new Fill({
              color: /park|forest|wood|grass|meadow|cemetery|farm|green|pitch|golf|garden|scrub/.test(kind)
                ? p.green
                : p.built,
            }),
            zIndex: 1,
          }),
        ];
      case "water":
        return [
          new Style({
            fill: new Fill({ color: p.water }),
            stroke: new Stroke({ color: p.waterLine, width: 0.8 }),
            zIndex: 2,
          }),
        ];
      case "waterway":
        return [
          new Style({
            stroke: new Stroke({
              color: p.water,
              width: kind === "river" ? Math.max(2, widthAt(5, zoom)) : Math.max(0.8, widthAt(2, zoom)),
            }),
            zIndex: 2,
          }),
        ];
      case "building":
        return zoom < 14.5
          ? []
          : [
              new Style({
                fill: new Fill({ color: p.building }),
                ...(zoom >= 16 ? { stroke: new Stroke({ color: p.buildingLine, width: 0.8 }) } : {}),
                zIndex: 3,
              }),
            ];
      case "railway":
        return this.railway(kind, zoom);
      case "boundary":
        return [
          new Style({ stroke: new Stroke({ color: p.boundary, width: 1.2, lineDash: [8, 4, 2, 4] }), zIndex: 40 }),
        ];
      case "road":
        return this.road(kind, zoom, isBridge);
      default:
        return [];
    }
  }

  private railway(kind: string, zoom: number): Style[] {
    const p = this.palette;
    if (/yard|spur|siding|service|tram|subway/.test(kind) && zoom < 14) return [];
    const width = zoom < 13 ? 1.2 : zoom < 16 ? 2 : 3.2;
    return [
      new Style({ stroke: new Stroke({ color: p.rail, width }), zIndex: 8 }),
      new Style({
        stroke: new Stroke({ color: p.railTie, width: width * 0.55, lineDash: [6, 6], lineCap: "butt" }),
        zIndex: 9,
      }),
    ];
  }

  private road(kind: string, zoom: number, isBridge: boolean): Style[] {
    const p = this.palette;
    const rank = RANK[kind] ?? 1;
    const width = widthAt(rank, zoom);
    if (width < 0.35) return [];
    const above = isBridge ? 20 : 0;
    if (rank === 0) {
      return zoom < 15
        ? []
        : [new Style({ stroke: new Stroke({ color: p.path, width, lineDash: [3, 3] }), zIndex: 10 + above })];
    }
    const color = rank >= 5 ? p.road[2] : rank >= 3 ? p.road[1] : p.road[0];
    const fill = new Style({
      stroke: new Stroke({ color, width, lineCap: "round", lineJoin: "round" }),
      zIndex: 12 + rank + above,
    });
    // A casing only where the road is wide enough to have one, and always on a bridge.
    if (width < 2 && !isBridge) return [fill];
    return [
      new Style({
        stroke: new Stroke({
          color: isBridge ? p.rail : p.casing,
          width: width + (isBridge ? 2.4 : 1.6),
          lineCap: isBridge ? "butt" : "round",
        }),
        zIndex: 11 + above,
      }),
      fill,
    ];
  }

  private lineLabel(
    layer: string,
    kind: string,
    name: string,
    zoom: number,
    upright: MultiPoint | undefined,
  ): Style | undefined {
    const p = this.palette;
    const isWater = layer === "waterway";
    const rank = isWater ? (kind === "river" ? 6 : 3) : layer === "railway" ? 3 : (RANK[kind] ?? 1);
    if (zoom < [18, 17, 15.5, 14.5, 13.5, 12.5, 12][rank]!) return undefined;
    // Along a street that runs north and south Chinese stands upright, one character under the other.
    const isStacked = upright !== undefined;
    if (isStacked && !upright.getFlatCoordinates().length) return undefined;
    return new Style({
      ...(upright ? { geometry: upright } : {}),
      text: new Text({
        ...(isStacked
          ? { text: [...name].join("\n") }
          : { text: spaced(name), placement: "line" as const, repeat: 420, maxAngle: Math.PI / 5 }),
        font: `${rank >= 5 && zoom > 14 ? 12 : 11}px ${LABEL_FONT}`,
        fill: new Fill({ color: isWater ? p.waterLabel : rank >= 4 ? p.label : p.labelQuiet }),
        stroke: new Stroke({ color: p.halo, width: 3 }),
        padding: isStacked ? [10, 6, 10, 6] : [8, 24, 8, 24],
      }),
      zIndex: 50 + rank,
    });
  }

  private place(name: string, kind: string, zoom: number): Style[] {
    if (!name) return [];
    const p = this.palette;
    const size = { city: 16, town: 14, suburb: 13, village: 12, station: 12, square: 12 }[kind] ?? 11;
    const from = { city: 5, town: 9, suburb: 11.5, village: 12, station: 12.5, square: 13, quarter: 13 }[kind] ?? 14.5;
    if (zoom < from || (kind === "city" && zoom > 14)) return [];
    return [
      new Style({
        text: new Text({
          text: spaced(name),
          font: `${size >= 14 ? 600 : 400} ${size}px ${LABEL_FONT}`,
          fill: new Fill({ color: p.label }),
          stroke: new Stroke({ color: p.halo, width: 3 }),
          padding: [4, 8, 4, 8],
        }),
        zIndex: 60 + size,
      }),
    ];
  }
}
