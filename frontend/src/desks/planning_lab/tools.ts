import { altKeyOnly, never } from "ol/events/condition";
import type Feature from "ol/Feature";
import type Geometry from "ol/geom/Geometry";
import LineString from "ol/geom/LineString";
import type MultiPolygon from "ol/geom/MultiPolygon";
import type Polygon from "ol/geom/Polygon";
import Draw from "ol/interaction/Draw";
import type Interaction from "ol/interaction/Interaction";
import Modify from "ol/interaction/Modify";
import Snap from "ol/interaction/Snap";
import Translate from "ol/interaction/Translate";
import { toLonLat } from "ol/proj";
import type VectorSource from "ol/source/Vector";
import Circle from "ol/style/Circle";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import type { QuanjuMap } from "../../shared/map/element";

export type Tool = "look" | "give" | "block" | "split" | "bend" | "points";
type Place = [number, number];
const TOLERANCE = 12;
const COLOR = "#ff8f1f";
const PAN_PIXELS = 60;
const ARROWS: Record<string, Place> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Orange stands out on both themes and is no state of a unit or an incident. */
function pen(): Style {
  return new Style({
    fill: new Fill({ color: "rgba(255, 143, 31, 0.14)" }),
    stroke: new Stroke({ color: COLOR, width: 2.5 }),
    image: new Circle({
      radius: 6,
      fill: new Fill({ color: COLOR }),
      stroke: new Stroke({ color: "#ffffff", width: 2 }),
    }),
  });
}

function inDegrees(corners: number[][]): Place[] {
  return corners.map((corner) => {
    const [lon, lat] = toLonLat(corner) as Place;
    return [Number(lon.toFixed(9)), Number(lat.toFixed(9))];
  });
}

export interface Taken {
  area(corners: Place[]): void;
  line(corners: Place[]): void;
  border(held: Place, to: Place): void;
  point(number: number, to: Place): void;
}

/** The interactions of OpenLayers behind each tool; one tool at a time. */
export class Tools {
  private active: Interaction[] = [];

  constructor(
    private map: QuanjuMap,
    private taken: Taken,
  ) {}

  use(tool: Tool): void {
    const map = this.map.openLayers;
    if (!map) return;
    this.stop();
    this.map.toggleAttribute("picking", tool === "give" || tool === "split" || tool === "block");
    this.map.toggleAttribute("aiming", tool === "block");
    this.active =
      tool === "give"
        ? this.drawing("Polygon")
        : tool === "split"
          ? this.drawing("LineString")
          : tool === "bend"
            ? this.bending()
            : tool === "points"
              ? this.moving()
              : [];
    for (const one of this.active) map.addInteraction(one);
  }

  stop(): void {
    for (const one of this.active) this.map.openLayers?.removeInteraction(one);
    this.active = [];
  }

  /** Moves the map as an arrow key says; false for any other key. */
  pan(key: string): boolean {
    const view = this.map.openLayers?.getView();
    const [east, north] = ARROWS[key] ?? [0, 0];
    if (!view || (!east && !north)) return false;
    const step = PAN_PIXELS * (view.getResolution() ?? 1);
    view.adjustCenter([east * step, north * step]);
    return true;
  }

  /** Takes the last corner back; false when nothing is being drawn. */
  takeBack(): boolean {
    const draw = this.active.find((one): one is Draw => one instanceof Draw);
    if (!draw || !(draw as unknown as { sketchFeature_: unknown }).sketchFeature_) return false;
    draw.removeLastPoint();
    return true;
  }

  abort(): void {
    for (const one of this.active) if (one instanceof Draw) one.abortDrawing();
  }

  private get zones(): VectorSource<Feature> {
    return this.map.layer("zones")!.getSource()!;
  }

  private drawing(type: "Polygon" | "LineString"): Interaction[] {
    // With Alt a click on a border traces it until the next click; without, corners only snap.
    const draw = new Draw({
      type,
      style: pen(),
      trace: altKeyOnly,
      traceSource: this.zones as never,
      snapTolerance: TOLERANCE,
    });
    draw.on("drawend", (event) => {
      const shape = event.feature.getGeometry();
      const corners =
        shape instanceof LineString ? shape.getCoordinates() : ((shape as Polygon).getCoordinates()[0] ?? []);
      if (type === "Polygon") this.taken.area(inDegrees(corners));
      else this.taken.line(inDegrees(corners));
    });
    return [draw, new Snap({ source: this.zones, pixelTolerance: TOLERANCE })];
  }

  private bending(): Interaction[] {
    const modify = new Modify({ source: this.zones, pixelTolerance: TOLERANCE, deleteCondition: never, style: pen() });
    let held: number[] | undefined;
    let down: number[] = [];
    modify.on("modifystart", (event) => {
      down = event.mapBrowserEvent?.coordinate ?? [];
      held = this.borderAt(down);
    });
    modify.on("modifyend", (event) => {
      if (!held) return;
      const end = event.mapBrowserEvent?.coordinate ?? [];
      const to = [end[0]! + held[0]! - down[0]!, end[1]! + held[1]! - down[1]!];
      const [from, goal] = inDegrees([held, to]);
      if (from && goal && (from[0] !== goal[0] || from[1] !== goal[1])) this.taken.border(from, goal);
    });
    return [modify];
  }

  /* A corner near at hand is what is meant; else the spot of the border next to the pointer. */
  private borderAt(spot: number[]): number[] | undefined {
    const resolution = this.map.openLayers?.getView().getResolution() ?? 1;
    const far = (a: number[], b: number[]): number => Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!) / resolution;
    let corner: number[] | undefined;
    let edge: number[] | undefined;
    for (const feature of this.zones.getFeatures()) {
      for (const ring of ringsOf(feature.getGeometry())) {
        const near = new LineString(ring).getClosestPoint(spot);
        if (far(near, spot) < (edge ? far(edge, spot) : TOLERANCE)) edge = near;
        for (const one of ring) if (far(one, spot) < (corner ? far(corner, spot) : TOLERANCE)) corner = one;
      }
    }
    return corner && edge && far(corner, edge) <= TOLERANCE ? corner : edge;
  }

  private moving(): Interaction[] {
    const layer = this.map.layer("points");
    const drag = new Translate({ ...(layer ? { layers: [layer] } : {}), hitTolerance: 8 });
    drag.on("translateend", (event) => {
      const feature = event.features.item(0);
      const place = (feature?.getGeometry() as { getCoordinates(): number[] } | undefined)?.getCoordinates();
      const [to] = place ? inDegrees([place]) : [];
      if (feature && to) this.taken.point(Number(feature.get("number")), to);
    });
    return [drag];
  }
}

function ringsOf(shape: Geometry | undefined): number[][][] {
  if (shape?.getType() === "Polygon") return (shape as Polygon).getCoordinates();
  if (shape?.getType() === "MultiPolygon") return (shape as MultiPolygon).getCoordinates().flat();
  return [];
}
