import { electLeader } from "./leadership";
import { serverNow, setServerMoment } from "./moments";
import { isRecord, type Position, readPositions } from "./positions";
import { type Fault, readFaults } from "./service";

/*
 * The live stream of a browser. Whoever could not reach the server says so: quanju:unreached. One tab holds the connection to /live/stream and tells the rest.
 * Every tab dispatches on `document`:
 *   quanju:journal    detail: JournalNews
 *   quanju:positions  detail: Position[]
 *   quanju:live       detail: LiveState
 *   quanju:service    detail: Fault[]
 */
export interface JournalNews {
  number: number;
  event: string;
  subject: string;
  related: string[];
  at: string;
  urgent: boolean;
  facts?: Record<string, unknown>;
}

export interface LiveState {
  state: "connecting" | "live" | "lost";
  /** When something was last heard, in server time (ms). */
  heardAt: number;
  delayS: number;
  /** Whether this line speaks when there is nothing to tell, so that its silence means something. */
  hasBeat?: boolean;
}

type Message =
  | { kind: "journal"; news: JournalNews }
  | { kind: "positions"; positions: Position[] }
  | { kind: "live"; live: LiveState }
  | { kind: "moment"; at: string }
  | { kind: "service"; faults: Fault[] }
  | { kind: "join"; after: number }
  | { kind: "missed"; news: JournalNews[]; live: LiveState; positions: Position[] }
  | { kind: "gap"; number: number };

const KEPT = 1000;
const SILENCE_MS = 25_000;
const LONGEST_WAIT_MS = 10_000;

class Stream {
  private channel = new BroadcastChannel("quanju-live");
  private source: EventSource | undefined;
  private isLeading = false;
  private recent: JournalNews[] = [];
  private faults: Fault[] | undefined;
  private lastPositions = new Map<string, Position>();
  private last: number;
  /** After this number `recent` holds everything. */
  private since: number;
  private live: LiveState = { state: "connecting", heardAt: serverNow(), delayS: 0 };
  private waitMs = 1000;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private hasBeat = false;

  constructor(
    private url: string,
    after: number,
  ) {
    this.last = this.since = after;
    this.channel.onmessage = (event: MessageEvent<Message>) => this.take(event.data);
    this.channel.postMessage({ kind: "join", after } satisfies Message);
    electLeader(
      () => this.lead(),
      () => this.resign(),
    );
    setInterval(() => this.watch(), 1000);
    addEventListener("online", () => this.reconnectSoon(0));
    addEventListener("offline", () => this.lose());
    document.addEventListener("quanju:unreached", () => this.lose());
  }

  private lead(): void {
    this.isLeading = true;
    this.connect();
  }

  private resign(): void {
    this.isLeading = false;
    this.source?.close();
    this.source = undefined;
  }

  private connect(): void {
    if (!this.isLeading) return;
    clearTimeout(this.timer);
    this.source?.close();
    const address = this.last >= 0 ? `${this.url}?after=${this.last}` : this.url;
    const source = new EventSource(address);
    this.source = source;
    source.addEventListener("hello", (event) => this.onHello(event.data as string));
    source.addEventListener("beat", (event) => {
      this.hasBeat = true;
      this.onHello(event.data as string);
    });
    source.addEventListener("journal", (event) => this.onJournal(event.data as string));
    source.addEventListener("reload", (event) => this.onReload(event.data as string));
    source.addEventListener("service", (event) => this.onService(event.data as string));
    source.addEventListener("positions", (event) => this.onPositions(event.data as string));
    source.addEventListener("bye", () => {
      source.close();
      this.reconnectSoon(200 * Math.random());
    });
    source.onerror = () => {
      source.close();
      this.lose();
      this.reconnectSoon(this.waitMs * (0.75 + Math.random() / 2));
      this.waitMs = Math.min(LONGEST_WAIT_MS, this.waitMs * 1.7);
    };
  }

  private reconnectSoon(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), ms);
  }

  private onHello(text: string): void {
    const data: unknown = JSON.parse(text);
    this.waitMs = 1000;
    const at = isRecord(data) && typeof data.at === "string" ? data.at : undefined;
    if (at) this.tell({ kind: "moment", at });
    this.heard(at);
  }

  private onJournal(text: string): void {
    const news = JSON.parse(text) as JournalNews;
    if (news.number <= this.last) return;
    this.tell({ kind: "journal", news });
    this.heard(news.at);
  }

  /** We were away for longer than the server keeps: every tab draws anew and goes on from here. */
  private onReload(text: string): void {
    const { number } = JSON.parse(text) as { number: number };
    this.tell({ kind: "gap", number });
    this.heard(undefined);
  }

  /** What of the service does not run; an empty list when all is well again. */
  private onService(text: string): void {
    const rows: unknown = JSON.parse(text);
    const faults = readFaults(Array.isArray(rows) ? rows[rows.length - 1] : undefined);
    if (faults) this.tell({ kind: "service", faults });
    this.heard(undefined);
  }

  private onPositions(text: string): void {
    const positions = readPositions(JSON.parse(text));
    if (!positions.length) return;
    this.tell({ kind: "positions", positions });
    this.heard(undefined);
  }

  /** Something arrived: we are live, with this delay. */
  private heard(at: string | undefined): void {
    const now = serverNow();
    const delayS = at ? Math.max(0, (now - Date.parse(at)) / 1000) : this.live.delayS;
    // A replay after a lost line brings old news; their age is not the line's delay.
    const told = delayS < 10 ? delayS : this.live.delayS;
    this.tell({ kind: "live", live: { state: "live", heardAt: now, delayS: told, hasBeat: this.hasBeat } });
  }

  private lose(): void {
    if (this.isLeading && this.live.state !== "lost")
      this.tell({ kind: "live", live: { ...this.live, state: "lost" } });
  }

  /** A line that is silent for too long is lost, whatever the socket says. */
  private watch(): void {
    if (this.isLeading && this.hasBeat && this.live.state === "live" && serverNow() - this.live.heardAt > SILENCE_MS) {
      this.lose();
      this.connect();
    }
  }

  private tell(message: Message): void {
    this.channel.postMessage(message);
    this.take(message);
  }

  private take(message: Message): void {
    switch (message.kind) {
      case "journal":
        this.remember(message.news);
        break;
      case "positions":
        for (const one of message.positions) this.lastPositions.set(one.id, one);
        announce("quanju:positions", message.positions);
        break;
      case "live":
        this.live = message.live;
        document.body.dataset.live = message.live.state;
        announce("quanju:live", message.live);
        break;
      case "service":
        this.faults = message.faults;
        announce("quanju:service", message.faults);
        break;
      case "moment":
        setServerMoment(message.at);
        break;
      case "join":
        if (this.isLeading) this.welcome(message.after);
        break;
      case "missed":
        message.news.forEach((news) => this.remember(news));
        this.take({ kind: "live", live: message.live });
        if (message.positions.length) this.take({ kind: "positions", positions: message.positions });
        break;
      case "gap":
        this.last = this.since = message.number;
        this.recent = [];
        announce("quanju:gap", undefined);
    }
  }

  private remember(news: JournalNews): void {
    if (news.number <= this.last) return;
    this.last = news.number;
    this.recent.push(news);
    if (this.recent.length > KEPT) this.since = this.recent.shift()?.number ?? this.since;
    announce("quanju:journal", news);
  }

  /** A tab opened later hears what came since it was drawn, or that it must read anew. */
  private welcome(after: number): void {
    const news = this.recent.filter((one) => one.number > after);
    if (after >= 0 && after < this.since)
      this.channel.postMessage({ kind: "gap", number: this.last } satisfies Message);
    if (this.faults) this.channel.postMessage({ kind: "service", faults: this.faults } satisfies Message);
    this.channel.postMessage({
      kind: "missed",
      news,
      live: this.live,
      positions: [...this.lastPositions.values()],
    } satisfies Message);
  }
}

function announce(name: string, detail: unknown): void {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

/** Starts when the page asks for it: <meta name="quanju-stream" content="/live/stream" data-after="4711">. */
export function startStream(): void {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="quanju-stream"]');
  if (!meta) return;
  const after = Number.parseInt(meta.dataset.after ?? "", 10);
  new Stream(meta.content, Number.isNaN(after) ? -1 : after);
}
