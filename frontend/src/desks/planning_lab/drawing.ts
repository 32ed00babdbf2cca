import { fromLonLat } from "ol/proj";
import type { QuanjuMap } from "../../shared/map/element";
import { t } from "../../shared/text";
import { type Layers, NotDone, nameOf, type Shape, type Step, send, type Tried } from "./exchange";
import { reachSaid, SAY, showLooks } from "./said";
import { type Tool, Tools } from "./tools";
import { fillZoneCard } from "./zone_card";

type Place = [number, number];
type Asks = { reach?: boolean; looks?: boolean };
type State = Layers & { said: string; looks: string[][] };

/*
 * A draft on the map. The browser holds the steps, the server draws each of them and says what is
 * wrong; nothing is stored until it is kept as the next draft, and each step can be undone.
 */
export class Drawing {
  private steps: State[] = [];
  private at = 0;
  private tool: Tool = "look";
  private tools: Tools;
  private running: AbortController | undefined;
  private isKept = false;

  constructor(
    private map: QuanjuMap,
    private box: HTMLElement,
    private bar: HTMLElement | null,
  ) {
    this.tools = new Tools(map, {
      area: (drawn) => void this.step({ verb: "give", into: Number(this.into?.value ?? 0), drawn }),
      line: (drawn) => void this.step({ verb: "split", drawn }),
      border: (held, to) => void this.step({ verb: "bend", drawn: [held, to] }),
      point: (number, to) => this.movePoint(number, to),
    });
  }

  async begin(zones: string, points: string): Promise<void> {
    const [first, second] = await Promise.all(
      [zones, points].map(async (url) => (await fetch(url)).json() as Promise<{ features: Shape[] }>),
    );
    this.steps = [{ zones: first!.features, points: second!.features, said: "", looks: [] }];
    this.listen();
    this.show();
    this.map.show("rings", false);
    if (this.bar) this.bar.hidden = false;
    await this.look({});
    await this.look({ looks: true });
  }

  private get now(): State {
    return this.steps[this.at]!;
  }

  private get into(): HTMLSelectElement | null | undefined {
    return this.bar?.querySelector<HTMLSelectElement>("[data-into]");
  }

  private part<Kind extends HTMLElement>(name: string): Kind | null {
    return this.box.querySelector<Kind>(`[data-${name}]`);
  }

  /** Tries a step; what is refused leaves everything as it was and is said beside the map. */
  private async step(step: Step | null, layers: Layers = this.now, said = "", asks: Asks = {}): Promise<boolean> {
    this.running?.abort();
    const running = new AbortController();
    this.running = running;
    this.box.setAttribute("aria-busy", "true");
    this.refuse("");
    try {
      const tried = await send<Tried>(
        this.box.dataset.try!,
        { zones: layers.zones, points: layers.points, step, looks: Boolean(step), ...asks },
        running.signal,
      );
      if (step || said) {
        const load = new Map(this.now.zones.map((one) => [one.properties.number, one.properties.load]));
        for (const one of tried.zones) one.properties.load = load.get(one.properties.number) ?? 0;
        this.steps = [
          ...this.steps.slice(0, this.at + 1),
          { zones: tried.zones, points: tried.points, said: tried.said || said, looks: this.now.looks },
        ];
        this.at += 1;
      }
      if (step || asks.looks) this.now.looks = tried.looks;
      this.tell(tried);
      return true;
    } catch (error) {
      if (error instanceof NotDone) this.refuse(error.message);
      else if (!(error instanceof DOMException)) throw error;
      return false;
    } finally {
      if (this.running === running) {
        this.box.removeAttribute("aria-busy");
        this.show();
      }
    }
  }

  /** Points changed: rings at once, then the shares of last year's calls, which take longer. */
  private async stepPoints(points: Shape[], said: string): Promise<boolean> {
    const isDone = await this.step(null, { zones: this.now.zones, points }, said);
    if (isDone) void this.look({ reach: true });
    return isDone;
  }

  private look(asks: Asks): Promise<boolean> {
    return this.step(null, this.now, "", asks);
  }

  private movePoint(number: number, to: Place): void {
    const points = this.now.points.map((one) =>
      one.properties.number === number ? { ...one, geometry: { type: "Point", coordinates: to } } : one,
    );
    void this.stepPoints(points, t(`移动 ${number} 号点`, `point ${number} moved`));
  }

  private addPoint(to: Place): void {
    const taken = new Set(this.now.points.map((one) => one.properties.number));
    let number = 1;
    while (taken.has(number)) number += 1;
    const name = t(`${number} 号屯警点`, `Point ${number}`);
    const properties = { number, name_zh: name, name_en: name, place_kind: "key_spot", capacity: 2 };
    const points: Shape[] = [
      ...this.now.points,
      { type: "Feature", geometry: { type: "Point", coordinates: to }, properties },
    ];
    void this.stepPoints(points, t(`加 ${number} 号点`, `point ${number} added`));
  }

  /** From the form beside the map: rename, place or take out one point. */
  private changePoint(form: HTMLFormElement): void {
    const given = new FormData(form);
    const number = Number(given.get("number"));
    const name = String(given.get("name_zh") ?? "").trim();
    const place = String(given.get("place") ?? "")
      .replace("，", ",")
      .split(",")
      .map(Number);
    const old = this.now.points.find((one) => one.properties.number === number);
    const isPlaced = place.length === 2 && place.every(Number.isFinite);
    if (!old && !isPlaced) {
      this.refuse(
        t(
          "新点要有位置：写“经度,纬度”，或在地图上点。",
          "A new point needs a place: longitude,latitude, or a click on the map.",
        ),
      );
      return;
    }
    const rest = this.now.points.filter((one) => one !== old);
    const made: Shape = {
      type: "Feature",
      geometry: isPlaced ? { type: "Point", coordinates: place } : old!.geometry,
      properties: {
        place_kind: "key_spot",
        capacity: 2,
        ...old?.properties,
        number,
        ...(name ? { name_zh: name, name_en: name } : {}),
      },
    };
    const isGone = given.has("gone");
    const points = isGone ? rest : [...rest, made].sort((a, b) => a.properties.number - b.properties.number);
    const said = isGone
      ? t(`撤掉 ${number} 号点`, `point ${number} taken out`)
      : t(`改 ${number} 号点`, `point ${number} changed`);
    void this.stepPoints(points, said).then((isDone) => {
      if (isDone) form.reset();
    });
  }

  private moveBlock(place: Place): void {
    const drawn = [place.map((one) => Number(one.toFixed(7)))];
    void this.step({ verb: "block", into: Number(this.into?.value ?? 0), drawn });
  }

  private byHand(form: HTMLFormElement): void {
    const given = Object.fromEntries(new FormData(form)) as Record<string, string>;
    const drawn = (given.places ?? "")
      .split("\n")
      .map((line) => line.replace("，", ",").trim())
      .filter(Boolean)
      .map((line) => line.split(",").map(Number));
    void this.step({ verb: given.verb, zone: given.zone, into: given.into, drawn });
  }

  private use(tool: Tool): void {
    this.tool = tool;
    this.tools.use(tool);
    // Rings lie over the zones: they are shown where they are wanted.
    this.map.show("rings", tool === "points");
    for (const button of this.bar?.querySelectorAll<HTMLButtonElement>("[data-tool]") ?? [])
      button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    for (const part of this.bar?.querySelectorAll<HTMLElement>("[data-for]") ?? [])
      part.hidden = !part.dataset.for?.split(" ").includes(tool);
    this.showChoices();
    const say = document.querySelector<HTMLElement>("[data-draw-say]");
    if (say) {
      say.textContent = SAY[tool];
      say.hidden = !SAY[tool];
    }
  }

  private go(to: number): void {
    if (to < 0 || to >= this.steps.length) return;
    this.at = to;
    this.show();
    void this.look({ reach: true });
  }

  private listen(): void {
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-tool]"))
      button.addEventListener("click", () => this.use(button.dataset.tool as Tool));
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-step]"))
      button.addEventListener("click", () => void this.step({ verb: button.dataset.step, metres: 150 }));
    this.bar?.querySelector("[data-undo]")?.addEventListener("click", () => this.go(this.at - 1));
    this.bar?.querySelector("[data-redo]")?.addEventListener("click", () => this.go(this.at + 1));
    this.part("save")?.addEventListener("click", () => void this.keep());
    this.part("drop")?.addEventListener("click", () => this.go(0));
    this.part<HTMLFormElement>("by-hand")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.byHand(event.currentTarget as HTMLFormElement);
    });
    this.part<HTMLFormElement>("point-form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.changePoint(event.currentTarget as HTMLFormElement);
    });
    document.addEventListener("keydown", (event) => this.onKey(event));
    window.addEventListener("beforeunload", (event) => {
      if (this.at > 0 && !this.isKept) event.preventDefault();
    });
    this.map.addEventListener("q-map:pick", (event) => {
      event.stopPropagation();
      const { lon, lat } = (event as CustomEvent<{ lon: number; lat: number }>).detail;
      if (this.tool === "points") this.addPoint([Number(lon.toFixed(6)), Number(lat.toFixed(6))]);
      else if (this.tool === "block") this.moveBlock([lon, lat]);
      else if (this.tool === "look") this.chooseZone(lon, lat);
    });
    this.map.addEventListener("q-map:select", (event) => {
      const { kind, properties } = (event as CustomEvent<{ kind: string; properties: { number: number } }>).detail;
      event.preventDefault();
      if (kind === "points") this.choosePoint(properties.number);
    });
  }

  private onKey(event: KeyboardEvent): void {
    const isTyping = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
    if (isTyping) return;
    const isControl = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") this.tools.abort();
    else if (event.key === "Backspace" && this.tools.takeBack()) event.preventDefault();
    else if (isControl && event.key === "z" && !event.shiftKey) this.go(this.at - 1);
    else if (isControl && (event.key === "y" || (event.key === "z" && event.shiftKey))) this.go(this.at + 1);
    else if (this.tool !== "block" || !this.aims(event)) return;
    event.preventDefault();
  }

  /** Without a pointer: arrows move the map under the cross, Enter moves the block there. */
  private aims(event: KeyboardEvent): boolean {
    const middle = this.map.centre();
    const isPressing = event.target instanceof HTMLElement && event.target.matches("button, a, summary");
    if (event.key !== "Enter") return this.tools.pan(event.key);
    if (isPressing || !middle) return false;
    this.moveBlock(middle);
    return true;
  }

  private choosePoint(number: number): void {
    const details = this.part<HTMLDetailsElement>("point-details");
    const form = this.part<HTMLFormElement>("point-form");
    const point = this.now.points.find((one) => one.properties.number === number);
    if (!details || !form || !point) return;
    details.open = true;
    const fill = (name: string, value: string): void => {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = value;
    };
    fill("number", String(number));
    fill("name_zh", nameOf(point));
    fill("place", (point.geometry.coordinates as number[]).join(","));
    form.scrollIntoView({ block: "nearest" });
  }

  /** The zone under the click: its name, and which neighbour it may join. */
  private chooseZone(lon: number, lat: number): void {
    const card = this.part("zone-card");
    const source = this.map.layer("zones")?.getSource();
    if (!card || !source) return;
    const at = this.map.openLayers?.getPixelFromCoordinate([0, 0]) ? fromLonLat([lon, lat]) : undefined;
    const found = at ? source.getFeaturesAtCoordinate(at)[0] : undefined;
    const number = Number(found?.get("number"));
    const zone = this.now.zones.find((one) => one.properties.number === number);
    card.replaceChildren();
    card.hidden = !zone;
    if (!zone) return;
    const joined = (into: number): unknown => this.step({ verb: "join", zone: number, into });
    fillZoneCard(card, zone, this.now.zones, joined, (name) => this.rename(number, name));
    if (this.into) this.into.value = String(number);
  }

  private rename(number: number, name: string): void {
    if (!name) return;
    const zones = this.now.zones.map((one) =>
      one.properties.number === number
        ? { ...one, properties: { ...one.properties, name_zh: name, name_en: name } }
        : one,
    );
    void this.step(null, { zones, points: this.now.points }, t(`${number} 号改名`, `zone ${number} renamed`));
  }

  private async keep(): Promise<void> {
    this.refuse("");
    try {
      await send(this.box.dataset.draw!, {
        revision: Number(this.box.dataset.revision),
        zones: this.now.zones,
        points: this.now.points,
      });
      this.isKept = true;
      location.reload();
    } catch (error) {
      if (!(error instanceof NotDone)) throw error;
      this.refuse(error.message);
    }
  }

  private refuse(words: string): void {
    const slot = this.part("draw-refusal");
    slot?.replaceChildren();
    if (!slot || !words) return;
    slot.append(
      Object.assign(document.createElement("p"), { className: "field-error", role: "alert", textContent: words }),
    );
  }

  private show(): void {
    const collection = (features: unknown[]): { type: string; features: unknown[] } => ({
      type: "FeatureCollection",
      features,
    });
    this.map.setLayer("zones", collection(this.now.zones));
    this.map.setLayer("points", collection(this.now.points));
    const undo = this.bar?.querySelector<HTMLButtonElement>("[data-undo]");
    const redo = this.bar?.querySelector<HTMLButtonElement>("[data-redo]");
    if (undo) undo.disabled = this.at === 0;
    if (redo) redo.disabled = this.at === this.steps.length - 1;
    this.part("save-row")!.hidden = this.at === 0;
    const list = this.part("steps")!;
    list.replaceChildren(
      ...this.steps
        .slice(1, this.at + 1)
        .map((one) => Object.assign(document.createElement("li"), { textContent: one.said })),
    );
    showLooks(this.part("looks"), this.now.looks);
    this.showChoices();
  }

  private showChoices(): void {
    const kept = this.into?.value;
    this.into?.replaceChildren(
      new Option(this.tool === "block" ? t("相邻的巡区", "the zone beside it") : t("新巡区", "a new zone"), "0"),
      ...this.now.zones.map(
        (one) => new Option(`${one.properties.number} ${nameOf(one)}`, String(one.properties.number)),
      ),
    );
    if (this.into && kept && [...this.into.options].some((one) => one.value === kept)) this.into.value = kept;
    const points = this.part("points");
    points?.replaceChildren(
      ...this.now.points.map((one) => {
        const button = Object.assign(document.createElement("button"), {
          type: "button",
          className: "button button-quiet",
          textContent: `${one.properties.number} ${nameOf(one)}`,
        });
        button.addEventListener("click", () => this.choosePoint(one.properties.number));
        const item = document.createElement("li");
        item.append(button);
        return item;
      }),
    );
  }

  private tell(tried: Tried): void {
    this.map.setLayer("rings", tried.rings);
    const line = (words: string, kind: string): HTMLElement =>
      Object.assign(document.createElement("li"), { textContent: words, className: kind });
    const good = line(t("没有缝隙、重叠或区外的点", "no gaps, no overlaps, no point outside the zones"), "is-good");
    this.part("faults")?.replaceChildren(
      ...(tried.faults.length ? tried.faults.map((words) => line(words, "is-fault")) : [good]),
      ...tried.cautions.map((words) => line(words, "is-caution")),
    );
    const reach = this.part("reach");
    if (!reach || !tried.reach) return;
    reach.hidden = false;
    reach.textContent = reachSaid(tried.reach);
  }
}
