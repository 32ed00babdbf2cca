import type { FeatureLike } from "ol/Feature";
import type Geometry from "ol/geom/Geometry";
import LineString from "ol/geom/LineString";
import MultiPolygon from "ol/geom/MultiPolygon";
import Point from "ol/geom/Point";
import Polygon, { circular } from "ol/geom/Polygon";
import { toLonLat } from "ol/proj";
import Circle from "ol/style/Circle";
import Fill from "ol/style/Fill";
import RegularShape from "ol/style/RegularShape";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import Text from "ol/style/Text";
import { t } from "../text";
import { GRADE_INK, GRADES, LABEL_FONT, type Palette, type Tone } from "./palette";
import { type Kind, toneOf } from "./signs";

function ringLabelPlace(geometry: Geometry | undefined): Point | undefined {
  const outline =
    geometry instanceof Polygon ? geometry : geometry instanceof MultiPolygon ? geometry.getPolygon(0) : undefined;
  if (!outline) return undefined;
  let best: number[] | undefined;
  for (const point of outline.getLinearRing(0)?.getCoordinates() ?? []) {
    if (!best || point[1]! + point[0]! * 0.35 > best[1]! + best[0]! * 0.35) best = point;
  }
  return best ? new Point(best) : undefined;
}

export class SignStyles {
  private kept = new Map<string, Style[]>();
  selected = "";
  staleAfterS = 60;
  areZonesBold = false;

  constructor(private p: Palette) {}

  of(kind: Kind): (feature: FeatureLike, resolution: number) => Style[] {
    const draw = this[kind].bind(this) as (feature: FeatureLike, resolution: number) => Style[];
    return draw;
  }

  private keep(key: string, make: () => Style[]): Style[] {
    const styles = this.kept.get(key) ?? make();
    this.kept.set(key, styles);
    return styles;
  }

  private text(
    words: string,
    color: string,
    size: number,
    more: Partial<ConstructorParameters<typeof Text>[0]> = {},
  ): Text {
    return new Text({ text: words, font: `600 ${size}px ${LABEL_FONT}`, fill: new Fill({ color }), ...more });
  }

  private zones(feature: FeatureLike, resolution: number): Style[] {
    const number = String(feature.get("number") ?? "");
    if (this.areZonesBold) return this.boldZone(number, Math.round(10 * Number(feature.get("load") ?? 0)));
    const isNear = resolution < 22;
    return this.keep(`zone ${number} ${isNear}`, () => [
      new Style({
        fill: new Fill({ color: this.p.zoneFill }),
        stroke: new Stroke({ color: this.p.zone, width: 1.2, lineDash: [5, 4] }),
        zIndex: 1,
      }),
      ...(isNear
        ? [
            new Style({
              text: new Text({
                text: t(`${number} 巡区`, `Zone ${number}`),
                font: `11px ${LABEL_FONT}`,
                fill: new Fill({ color: this.p.zoneLabel }),
                stroke: new Stroke({ color: this.p.halo, width: 2 }),
                overflow: false,
                padding: [6, 6, 6, 6],
              }),
              zIndex: 2,
            }),
          ]
        : []),
    ]);
  }

  /** Where zones are the subject: a firm border, a tint by their load, a number one can read. */
  private boldZone(number: string, load: number): Style[] {
    return this.keep(`bold zone ${number} ${load}`, () => [
      new Style({
        fill: new Fill({ color: `rgba(91, 157, 255, ${0.05 + 0.03 * load})` }),
        stroke: new Stroke({ color: this.p.halo, width: 5 }),
        zIndex: 1,
      }),
      new Style({ stroke: new Stroke({ color: this.p.ringLabel, width: 2 }), zIndex: 11 }),
      new Style({
        geometry: (one) => {
          const shape = one.getGeometry();
          return shape instanceof Polygon
            ? shape.getInteriorPoint()
            : shape instanceof MultiPolygon
              ? shape.getInteriorPoints()
              : undefined;
        },
        text: this.text(number, this.p.plateInk, 13, {
          backgroundFill: new Fill({ color: this.p.plate }),
          padding: [2, 5, 1, 6],
          declutterMode: "obstacle",
        }),
        zIndex: 21,
      }),
    ]);
  }

  private rings(feature: FeatureLike): Style[] {
    const minutes = String(feature.get("minutes") ?? "");
    return this.keep(`ring ${minutes}`, () => [
      new Style({
        fill: new Fill({ color: this.p.ringFill }),
        stroke: new Stroke({ color: this.p.ring, width: 1 }),
        zIndex: 10 - Number(minutes),
      }),
      new Style({
        geometry: (one) => ringLabelPlace(one.getGeometry() as Geometry),
        text: this.text(t(`${minutes} 分钟`, `${minutes} min`), this.p.ringLabel, 11, {
          font: `11px ${LABEL_FONT}`,
          stroke: new Stroke({ color: this.p.halo, width: 3 }),
          offsetY: -9,
          declutterMode: "obstacle",
        }),
        zIndex: 20,
      }),
    ]);
  }

  private closures(feature: FeatureLike): Style[] {
    const isClosed = feature.get("kind") !== "slow";
    const color = isClosed ? this.p.tone.bad : this.p.tone.warn;
    return this.keep(`closure ${isClosed}`, () => [
      new Style({ stroke: new Stroke({ color: this.p.halo, width: 7 }), zIndex: 30 }),
      new Style({
        stroke: new Stroke({
          color,
          width: 4,
          lineDash: isClosed ? [2, 7] : [8, 6],
          lineCap: isClosed ? "round" : "butt",
        }),
        zIndex: 31,
      }),
      new Style({
        geometry: (one) => {
          const shape = one.getGeometry();
          return shape instanceof LineString
            ? new Point(shape.getCoordinateAt(0.5))
            : shape instanceof Point
              ? shape
              : undefined;
        },
        image: new Circle({
          radius: 8,
          fill: new Fill({ color: this.p.plate }),
          stroke: new Stroke({ color, width: 2 }),
          declutterMode: "obstacle",
        }),
        text: this.text(isClosed ? "×" : "!", color, 13, { declutterMode: "none", offsetY: 0.5 }),
        zIndex: 32,
      }),
    ]);
  }

  private routes(feature: FeatureLike): Style[] {
    const kind = String(feature.get("kind") ?? "main");
    const colour = feature.get("colour") as string | undefined;
    return this.keep(`route ${kind} ${colour ?? ""}`, () => {
      const dash = kind === "alternative" ? { lineDash: [1, 7] } : {};
      return [
        ...(kind === "main"
          ? [
              new Style({
                stroke: new Stroke({ color: this.p.halo, width: 6.5, lineCap: "round", lineJoin: "round" }),
                zIndex: 40,
              }),
            ]
          : []),
        new Style({
          stroke: new Stroke({
            color: colour ?? (kind === "driven" ? this.p.tone.quiet : this.p.route),
            width: 3.5,
            lineCap: "round",
            lineJoin: "round",
            ...dash,
          }),
          zIndex: 41,
        }),
      ];
    });
  }

  /* A stop of a round: its place in the order, in the colour of who goes. */
  private stop(feature: FeatureLike): Style[] {
    const words = String(feature.get("stop"));
    const colour = String(feature.get("colour") ?? this.p.route);
    const isDone = feature.get("is_done") === true;
    return this.keep(`stop ${words} ${colour} ${isDone}`, () => [
      new Style({
        image: new Circle({
          radius: 9,
          fill: new Fill({ color: isDone ? this.p.sign : colour }),
          stroke: new Stroke({ color: isDone ? colour : this.p.sign, width: 1.6 }),
          declutterMode: "none",
        }),
        text: this.text(words, isDone ? colour : "#0b1017", 11, { declutterMode: "none", offsetY: 0.5 }),
        zIndex: isDone ? 55 : 56,
      }),
    ]);
  }

  private points(feature: FeatureLike, resolution: number): Style[] {
    if (feature.get("stop") !== undefined) return this.stop(feature);
    const isNear = resolution < 3;
    const number = isNear ? String(feature.get("number") ?? "") : "";
    return this.keep(`point ${number}`, () => [
      new Style({
        image: new RegularShape({
          points: 4,
          radius: 5.4,
          angle: Math.PI / 4,
          fill: new Fill({ color: this.p.pointFill }),
          stroke: new Stroke({ color: this.p.point, width: 1.4 }),
          declutterMode: "obstacle",
        }),
        ...(number
          ? {
              text: this.text(number, this.p.point, 10, {
                offsetY: -11,
                stroke: new Stroke({ color: this.p.halo, width: 3 }),
              }),
            }
          : {}),
        zIndex: 50,
      }),
    ]);
  }

  private incidents(feature: FeatureLike): Style[] {
    const grade = String(feature.get("grade") ?? "4");
    const isSelected = feature.get("subject") === this.selected;
    const isDoubtful = feature.get("doubt") !== undefined;
    const signs = this.incident(grade, isSelected, isDoubtful);
    const radius = Number(feature.get("radius_m") ?? 0);
    return radius > 0 ? [this.around(radius, GRADES[grade] ?? GRADES["4"]!), ...signs] : signs;
  }

  /** All that a rough place may be: a broken line around it. */
  private around(radiusM: number, color: string): Style {
    return this.keep(`around ${radiusM} ${color}`, () => [
      new Style({
        geometry: (one) => {
          const point = one.getGeometry();
          return point instanceof Point
            ? circular(toLonLat(point.getCoordinates()), radiusM, 48).transform("EPSG:4326", "EPSG:3857")
            : undefined;
        },
        stroke: new Stroke({ color, width: 2, lineDash: [6, 6] }),
        fill: new Fill({ color: `${color}1a` }),
        zIndex: 59,
      }),
    ])[0]!;
  }

  private incident(grade: string, isSelected: boolean, isDoubtful: boolean): Style[] {
    return this.keep(`incident ${grade} ${isSelected} ${isDoubtful}`, () => {
      const color = GRADES[grade] ?? GRADES["4"]!;
      const radius = isSelected ? 14 : 11.5;
      const diamond = new Style({
        image: new RegularShape({
          points: 4,
          radius,
          angle: 0,
          fill: new Fill({ color }),
          stroke: new Stroke({ color: this.p.sign, width: 2 }),
          declutterMode: "obstacle",
        }),
        text: this.text(isDoubtful ? `${grade}?` : grade, GRADE_INK, isSelected ? 13 : 11.5, {
          declutterMode: "none",
          offsetY: 0.8,
        }),
        zIndex: 100 - Number(grade) + (isSelected ? 200 : 0),
      });
      if (!isSelected) return [diamond];
      return [
        new Style({
          image: new Circle({
            radius: 21,
            stroke: new Stroke({ color, width: 1.6 }),
            fill: new Fill({ color: `${color}22` }),
            declutterMode: "none",
          }),
          zIndex: 60,
        }),
        diamond,
      ];
    });
  }

  private units(feature: FeatureLike): Style[] {
    const sign = String(feature.get("call_sign") ?? feature.get("id") ?? "");
    const tone = toneOf(String(feature.get("state") ?? ""));
    const isStale = Boolean(feature.get("stale"));
    const isSelected = feature.get("subject") === this.selected;
    // A crew at the scene stands beside the incident's sign, not on it.
    const aside = tone === "accent" ? [0, -15] : [0, 0];
    return this.keep(`unit ${sign} ${tone} ${isStale} ${isSelected}`, () =>
      this.unit(sign, tone, isStale, isSelected, aside),
    );
  }

  /** Ring with a core; stale = broken ring without a core; an emergency is filled. */
  private unit(sign: string, tone: Tone, isStale: boolean, isSelected: boolean, displacement: number[]): Style[] {
    const color = isStale ? this.p.tone.quiet : this.p.tone[tone];
    const isAlarm = tone === "bad" && !isStale;
    const z = (isAlarm ? 400 : tone === "warn" || tone === "accent" ? 250 : 150) + (isSelected ? 200 : 0);
    const parts = [
      new Style({
        image: new Circle({
          radius: isSelected ? 9 : 7.2,
          fill: new Fill({ color: isAlarm ? color : this.p.plate }),
          stroke: new Stroke({ color, width: 2.4, ...(isStale ? { lineDash: [2.6, 3] } : {}) }),
          declutterMode: "obstacle",
          displacement,
        }),
        text: this.text(sign, isStale ? this.p.plateInkQuiet : this.p.plateInk, isSelected ? 12 : 10.5, {
          textAlign: "left",
          offsetX: isSelected ? 14 : 12,
          offsetY: 0.5 - displacement[1]!,
          padding: [1, 3, 0, 3],
          backgroundFill: new Fill({ color: this.p.plate }),
          declutterMode: isSelected || isAlarm ? "obstacle" : "declutter",
        }),
        zIndex: z,
      }),
    ];
    if (!isStale)
      parts.push(
        new Style({
          image: new Circle({
            radius: isSelected ? 4 : 3,
            fill: new Fill({ color: isAlarm ? this.p.sign : color }),
            declutterMode: "none",
            displacement,
          }),
          zIndex: z + 1,
        }),
      );
    if (isSelected || isAlarm)
      parts.unshift(
        new Style({
          image: new Circle({
            radius: 15,
            stroke: new Stroke({ color, width: 1.4 }),
            declutterMode: "none",
            displacement,
          }),
          zIndex: z - 1,
        }),
      );
    return parts;
  }

  private picked(): Style[] {
    return this.keep("picked", () => [
      new Style({
        image: new Circle({ radius: 12, stroke: new Stroke({ color: this.p.sign, width: 4 }), declutterMode: "none" }),
        zIndex: 500,
      }),
      new Style({
        image: new Circle({
          radius: 12,
          stroke: new Stroke({ color: this.p.tone.accent, width: 2 }),
          fill: new Fill({ color: "rgba(91, 157, 255, 0.15)" }),
          declutterMode: "none",
        }),
        zIndex: 501,
      }),
      new Style({
        image: new RegularShape({
          points: 4,
          radius: 8,
          radius2: 0,
          stroke: new Stroke({ color: this.p.tone.accent, width: 2 }),
          declutterMode: "none",
        }),
        zIndex: 502,
      }),
    ]);
  }
}
