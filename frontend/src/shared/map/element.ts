import { isEmpty } from "ol/extent";
import type Feature from "ol/Feature";
import GeoJSON from "ol/format/GeoJSON";
import MVT from "ol/format/MVT";
import Point from "ol/geom/Point";
import { defaults as interactions } from "ol/interaction/defaults";
import VectorLayer from "ol/layer/Vector";
import VectorTileLayer from "ol/layer/VectorTile";
import OlMap from "ol/Map";
import { fromLonLat, toLonLat } from "ol/proj";
import VectorSource from "ol/source/Vector";
import VectorTileSource from "ol/source/VectorTile";
import { createXYZ } from "ol/tilegrid";
import View from "ol/View";
import { isDark } from "../appearance";
import { concerns } from "../concerns";
import { onTick, serverNow } from "../moments";
import type { Position } from "../positions";
import type { JournalNews } from "../stream";
import { BaseStyle } from "./base_style";
import { buildFurniture } from "./furniture";
import { glide } from "./glide";
import { palettes } from "./palette";
import { SignStyles } from "./sign_styles";
import { KINDS, type Kind } from "./signs";

/*
 * <q-map lon="119.76" lat="49.21" zoom="13" tiles="/geo/tiles/{z}/{x}/{y}.mvt" credit="© …">
 *   <q-map-layer kind="units" src="/dispatch/units.geojson" label="警力" data-refresh-on="dispatch.unit patrol."></q-map-layer>
 *   <p class="map-state">…</p>
 * </q-map>
 * OpenLayers on canvas; never WebGL: stations have PCs without a graphics card. See docs/rooms/pages-shared.md.
 */
const FORMAT = new GeoJSON({ dataProjection: "EPSG:4326", featureProjection: "EPSG:3857" });
const MOVE_EVERY_MS = 500;
const PICKABLE: Kind[] = ["units", "incidents", "points", "closures"];

type GeoJson = { type: string; [key: string]: unknown };
type SignLayer = VectorLayer<VectorSource<Feature>>;

export class QuanjuMap extends HTMLElement {
  static observedAttributes = ["selected", "picking"];
  private map: OlMap | undefined;
  private base: VectorTileLayer | undefined;
  private layers = new Map<Kind, SignLayer>();
  private styles = new SignStyles(palettes.dark);
  private pending = new Map<string, Position>();
  private moveTimer: ReturnType<typeof setTimeout> | undefined;
  private ends: (() => void)[] = [];

  connectedCallback(): void {
    if (this.map) return;
    const canvas = buildFurniture(this);
    this.styles.areZonesBold = this.getAttribute("bold") === "zones";
    this.styles.staleAfterS = Number(this.getAttribute("stale-after") ?? 60);
    for (const kind of KINDS) this.layers.set(kind, this.makeLayer(kind));
    this.base = this.makeBase();
    this.map = new OlMap({
      target: canvas,
      layers: [...(this.base ? [this.base] : []), ...this.layers.values()],
      controls: [],
      interactions: interactions({ altShiftDragRotate: false, pinchRotate: false }),
      view: this.makeView(),
      moveTolerance: 4,
    });
    this.applyTheme();
    this.listen(this.map);
    this.readDeclared();
  }

  disconnectedCallback(): void {
    this.ends.forEach((end) => end());
    this.ends = [];
    this.map?.setTarget(undefined);
    this.map = undefined;
  }

  attributeChangedCallback(name: string): void {
    if (name === "selected") this.select(this.getAttribute("selected") ?? "");
    else this.classList.toggle("is-picking", this.hasAttribute("picking"));
  }

  /** Replaces what a layer shows; `null` empties it. */
  setLayer(kind: Kind, data: GeoJson | null): void {
    const source = this.layers.get(kind)?.getSource();
    if (!source) return;
    source.clear(true);
    if (!data) return;
    const features = FORMAT.readFeatures(data) as Feature[];
    for (const feature of features) {
      const name = feature.get("subject") ?? feature.get("call_sign");
      if (name !== undefined) feature.setId(String(name));
      if (kind === "units") this.markAge(feature);
    }
    source.addFeatures(features);
    if (this.getAttribute("fit") === kind) this.fit(kind);
  }

  /** New positions; drawn at most twice a second. Only the selected unit glides. */
  moveUnits(positions: Position[]): void {
    for (const one of positions) this.pending.set(one.id, one);
    this.moveTimer ??= setTimeout(() => this.drawMoves(), MOVE_EVERY_MS);
  }

  show(kind: Kind, isShown: boolean): void {
    this.layers.get(kind)?.setVisible(isShown);
    this.querySelector(`.map-switch [data-kind="${kind}"]`)?.setAttribute("aria-pressed", String(isShown));
  }

  select(subject: string): void {
    this.styles.selected = subject;
    this.layers.get("units")?.changed();
    this.layers.get("incidents")?.changed();
  }

  centreOn(lon: number, lat: number, zoom?: number): void {
    const view = this.map?.getView();
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    view?.animate({ center: fromLonLat([lon, lat]), zoom: zoom ?? view.getZoom() ?? 14, duration: isStill ? 0 : 150 });
  }

  /** Where the middle of what is shown lies, once it is shown. */
  centre(): [number, number] | undefined {
    const middle = this.map?.getView().getCenter();
    return middle && (toLonLat(middle) as [number, number]);
  }

  /** Marks a place, as the call form does; without arguments the mark goes. */
  mark(lon?: number, lat?: number): void {
    this.setLayer(
      "picked",
      lon === undefined || lat === undefined
        ? null
        : { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [lon, lat] } },
    );
  }

  fit(kind: Kind): void {
    const extent = this.layers.get(kind)?.getSource()?.getExtent();
    if (extent && !isEmpty(extent)) this.map?.getView().fit(extent, { padding: [64, 48, 64, 48], maxZoom: 16 });
  }

  zoomBy(step: number): void {
    const view = this.map?.getView();
    view?.animate({ zoom: (view.getZoom() ?? 13) + step, duration: 120 });
  }

  /** The layer of a kind, for a desk that draws on it. */
  layer(kind: Kind): VectorLayer<VectorSource<Feature>> | undefined {
    return this.layers.get(kind);
  }

  /** The map as it stands, for tests and for print. */
  get openLayers(): OlMap | undefined {
    return this.map;
  }

  private makeBase(): VectorTileLayer | undefined {
    const url = this.getAttribute("tiles");
    if (!url) return undefined;
    return new VectorTileLayer({
      declutter: true,
      preload: 1,
      // Lines stay sharp between whole zooms; 2 to 4 ms a frame more than "hybrid" on two slow cores.
      renderMode: "vector",
      source: new VectorTileSource({
        format: new MVT(),
        tileGrid: createXYZ({ minZoom: 5, maxZoom: 15, tileSize: 512 }),
        url,
        transition: 0,
      }),
    });
  }

  private makeLayer(kind: Kind): SignLayer {
    return new VectorLayer({
      source: new VectorSource<Feature>(),
      declutter: kind !== "picked",
      updateWhileInteracting: true,
      updateWhileAnimating: true,
    });
  }

  private makeView(): View {
    const kept = this.keptView();
    const number = (name: string, otherwise: number): number => Number(this.getAttribute(name) ?? otherwise);
    return new View({
      center: fromLonLat([kept?.lon ?? number("lon", 119.76), kept?.lat ?? number("lat", 49.21)]),
      zoom: kept?.zoom ?? number("zoom", 13),
      minZoom: 5,
      maxZoom: 19,
      constrainRotation: true,
    });
  }

  /* With `remember` the same place is shown after opening another incident in this tab. */
  private keptView(): { lon: number; lat: number; zoom: number } | undefined {
    if (!this.hasAttribute("remember")) return undefined;
    try {
      return JSON.parse(sessionStorage.getItem(`quanju-map ${this.getAttribute("remember")}`) ?? "null") ?? undefined;
    } catch {
      return undefined;
    }
  }

  private keepView(): void {
    const view = this.map?.getView();
    const centre = view?.getCenter();
    if (!view || !centre || !this.hasAttribute("remember")) return;
    const [lon, lat] = toLonLat(centre);
    sessionStorage.setItem(
      `quanju-map ${this.getAttribute("remember")}`,
      JSON.stringify({ lon, lat, zoom: view.getZoom() }),
    );
  }

  private applyTheme(): void {
    const palette = isDark() ? palettes.dark : palettes.light;
    const { selected, staleAfterS, areZonesBold } = this.styles;
    this.styles = Object.assign(new SignStyles(palette), { selected, staleAfterS, areZonesBold });
    this.base?.setStyle(new BaseStyle(palette).style);
    for (const [kind, layer] of this.layers) layer.setStyle(this.styles.of(kind));
  }

  private listen(map: OlMap): void {
    const on = (name: string, take: (event: CustomEvent) => void): void => {
      const listener = take as unknown as EventListener;
      document.addEventListener(name, listener);
      this.ends.push(() => document.removeEventListener(name, listener));
    };
    on("quanju:theme", () => this.applyTheme());
    on("quanju:positions", (event) => this.moveUnits(event.detail as Position[]));
    on("quanju:journal", (event) => this.onNews(event.detail as JournalNews));
    on("quanju:gap", () => this.readDeclared());
    on("quanju:place", (event) => {
      const { lon, lat } = event.detail as { lon: number; lat: number };
      this.mark(lon, lat);
      this.centreOn(lon, lat, 16);
    });
    let seconds = 0;
    this.ends.push(
      onTick(() => {
        if (++seconds % 5 === 0) this.markAges();
      }),
    );
    map.once("rendercomplete", () => this.setAttribute("data-ready", ""));
    map.on("moveend", () => this.keepView());
    map.on("singleclick", (event) => this.onClick(event.pixel, event.coordinate));
    map.on("pointermove", (event) => {
      const box = map.getTargetElement();
      if (!event.dragging && box)
        box.style.cursor = this.hasAttribute("picking") ? "crosshair" : this.at(event.pixel) ? "pointer" : "";
    });
    this.addEventListener("q-map:redeclared", (event) => this.redeclare((event as CustomEvent<Element>).detail));
  }

  private at(pixel: number[]): { kind: Kind; feature: Feature } | undefined {
    return this.map?.forEachFeatureAtPixel(
      pixel,
      (feature, layer) => {
        const kind = KINDS.find((one) => this.layers.get(one) === layer);
        return kind && PICKABLE.includes(kind) ? { kind, feature: feature as Feature } : undefined;
      },
      { hitTolerance: 5, layerFilter: (layer) => layer !== this.base },
    );
  }

  private onClick(pixel: number[], coordinate: number[]): void {
    const [lon, lat] = toLonLat(coordinate) as [number, number];
    const hit = this.hasAttribute("picking") ? undefined : this.at(pixel);
    if (!hit) {
      this.dispatchEvent(new CustomEvent("q-map:pick", { bubbles: true, detail: { lon, lat } }));
      return;
    }
    const subject = String(hit.feature.get("subject") ?? "");
    const properties = { ...hit.feature.getProperties(), geometry: undefined };
    const isKept = this.dispatchEvent(
      new CustomEvent("q-map:select", {
        bubbles: true,
        cancelable: true,
        detail: { kind: hit.kind, subject, lon, lat, properties },
      }),
    );
    // What is chosen on the map is chosen in the list: the same link, the same rights.
    if (isKept && subject) document.querySelector<HTMLElement>(`[data-subject="${CSS.escape(subject)}"]`)?.click();
  }

  private declared(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("q-map-layer")];
  }

  private readDeclared(): void {
    for (const layer of this.declared()) {
      if (layer.hasAttribute("hidden-at-first") && !layer.dataset.read)
        this.show(layer.getAttribute("kind") as Kind, false);
      layer.dataset.read = "yes";
      void this.readLayer(layer);
    }
  }

  private async readLayer(layer: HTMLElement): Promise<void> {
    const kind = layer.getAttribute("kind") as Kind;
    const inline = layer.getAttribute("from");
    if (inline) {
      const text = document.getElementById(inline)?.textContent;
      this.setLayer(kind, text ? (JSON.parse(text) as GeoJson) : null);
      return;
    }
    const src = layer.getAttribute("src");
    if (!src) return;
    try {
      const answer = await fetch(src, { headers: { Accept: "application/geo+json, application/json" } });
      if (answer.ok) this.setLayer(kind, (await answer.json()) as GeoJson);
      layer.toggleAttribute("failed", !answer.ok);
    } catch {
      layer.setAttribute("failed", "");
    }
  }

  /* A page swap may name other sources, such as the rings of another incident. */
  private redeclare(next: Element): void {
    for (const wanted of next.querySelectorAll<HTMLElement>("q-map-layer")) {
      const layer = this.declared().find((one) => one.getAttribute("kind") === wanted.getAttribute("kind"));
      const src = wanted.getAttribute("src") ?? "";
      if (!layer || (layer.getAttribute("src") ?? "") === src) continue;
      layer.setAttribute("src", src);
      if (src) void this.readLayer(layer);
      else this.setLayer(layer.getAttribute("kind") as Kind, null);
    }
  }

  private rereadTimers = new Map<HTMLElement, ReturnType<typeof setTimeout>>();

  private onNews(news: JournalNews): void {
    for (const layer of this.declared()) {
      if (!concerns(layer.dataset.refreshOn ?? "", news) || this.rereadTimers.has(layer)) continue;
      const reread = (): void => {
        this.rereadTimers.delete(layer);
        void this.readLayer(layer);
      };
      this.rereadTimers.set(layer, setTimeout(reread, news.urgent ? 0 : 400));
    }
  }

  private drawMoves(): void {
    this.moveTimer = undefined;
    const source = this.layers.get("units")?.getSource();
    if (!source) return;
    for (const one of this.pending.values()) {
      const feature =
        source.getFeatureById(one.id) ??
        source
          .getFeatures()
          .find((unit) => unit.get("call_sign") === one.id || unit.get("subject") === `unit:${one.id}`);
      if (!feature) continue;
      const to = fromLonLat([one.lon, one.lat]);
      const place = feature.getGeometry();
      feature.set("at", one.at, true);
      if (one.state) feature.set("state", one.state, true);
      this.markAge(feature);
      if (!(place instanceof Point)) feature.setGeometry(new Point(to));
      else if (feature.get("subject") === this.styles.selected) glide(place, to);
      else place.setCoordinates(to);
    }
    this.pending.clear();
  }

  private markAges(): void {
    for (const feature of this.layers.get("units")?.getSource()?.getFeatures() ?? []) this.markAge(feature);
  }

  /** A position older than the limit is drawn as stale. */
  private markAge(feature: Feature): void {
    const at = feature.get("at");
    const moment = typeof at === "string" ? Date.parse(at) : typeof at === "number" ? at : undefined;
    const isStale =
      moment === undefined ? Boolean(feature.get("stale")) : serverNow() - moment > this.styles.staleAfterS * 1000;
    if (isStale !== Boolean(feature.get("stale"))) feature.set("stale", isStale);
  }
}

customElements.define("q-map", QuanjuMap);
