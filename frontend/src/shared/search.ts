import { icon } from "./icons";
import { t } from "./text";

/*
 * Ctrl K: places, numbers, statutes; never persons. GET /search?q=… answers
 * {"results": [{"kind": "place", "kind_name": "…", "title": "…", "detail": "…", "href": "…", "lon": 119.7, "lat": 49.2}]}.
 * A place on a page with a map is shown there (quanju:place); everything else opens.
 */
interface Found {
  kind: string;
  kind_name?: string;
  title: string;
  detail?: string;
  href?: string;
  lon?: number;
  lat?: number;
}

const ICONS: Record<string, string> = {
  place: "map-pin",
  road: "route",
  number: "hash",
  unit: "car",
  statute: "scale",
  verb: "chevron-right",
  desk: "layout-dashboard",
  paper: "file-text",
  phone: "phone",
};

class Search {
  private dialog = document.createElement("dialog");
  private input = document.createElement("input");
  private list = document.createElement("div");
  private found: Found[] = [];
  private at = 0;
  private running: AbortController | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private url: string,
    words: string,
  ) {
    this.dialog.className = "search-dialog";
    this.dialog.setAttribute("aria-label", words);
    this.input.type = "text";
    this.input.inputMode = "search";
    this.input.placeholder = words;
    this.input.maxLength = 80;
    this.input.autocomplete = "off";
    this.input.spellcheck = false;
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-expanded": "true",
      "aria-controls": "search-results",
      "aria-autocomplete": "list",
      "aria-label": words,
    }))
      this.input.setAttribute(name, value);
    this.list.id = "search-results";
    this.list.className = "search-results";
    this.dialog.append(this.input, this.list);
    document.body.append(this.dialog);
    this.input.addEventListener("input", () => this.askSoon());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.say(this.hint());
  }

  open(): void {
    if (!this.dialog.open) this.dialog.showModal();
    this.input.select();
  }

  private hint(): string {
    return t(
      "要做的事、地名、编号后四位、呼号、文书、法条。这里查不到人。",
      "What to do, places, the last four digits, call signs, papers, statutes. People cannot be searched here.",
    );
  }

  private askSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), 120);
  }

  private async ask(): Promise<void> {
    const words = this.input.value.trim();
    this.running?.abort();
    if (!words) {
      this.say(this.hint());
      return;
    }
    this.running = new AbortController();
    try {
      const answer = await fetch(`${this.url}?q=${encodeURIComponent(words)}`, {
        signal: this.running.signal,
        headers: { Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      this.show(((await answer.json()) as { results: Found[] }).results);
    } catch (error) {
      if ((error as Error).name !== "AbortError")
        this.say(t("现在查不了：与服务器的连接断了。", "Search is not possible now: the connection is lost."));
    }
  }

  private say(words: string): void {
    this.found = [];
    this.list.removeAttribute("role");
    const note = document.createElement("p");
    note.className = "search-note";
    note.setAttribute("role", "status");
    note.textContent = words;
    this.list.replaceChildren(note);
    this.input.removeAttribute("aria-activedescendant");
  }

  private show(found: Found[]): void {
    if (!found.length) {
      this.say(
        t(
          "没有找到。换一个写法，或只写编号的后四位。",
          "Nothing found. Try another spelling, or only the last four digits of a number.",
        ),
      );
      return;
    }
    this.found = found;
    this.at = 0;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", t("查到的", "Results"));
    this.list.replaceChildren(...this.grouped(found));
    this.mark();
  }

  /** Results come kind by kind; the name of each kind stands once, over its own. */
  private grouped(found: Found[]): HTMLElement[] {
    const groups = new Map<string, HTMLElement>();
    found.forEach((one, index) => {
      let group = groups.get(one.kind);
      if (!group) {
        group = document.createElement("div");
        group.setAttribute("role", "group");
        group.setAttribute("aria-label", one.kind_name ?? one.kind);
        const name = document.createElement("p");
        name.className = "search-kind";
        name.setAttribute("aria-hidden", "true");
        name.textContent = one.kind_name ?? one.kind;
        group.append(name);
        groups.set(one.kind, group);
      }
      group.append(this.row(one, index));
    });
    return [...groups.values()];
  }

  private get rows(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>("[role=option]")];
  }

  private row(one: Found, index: number): HTMLElement {
    const row = document.createElement("div");
    row.id = `search-result-${index}`;
    row.setAttribute("role", "option");
    const title = document.createElement("span");
    title.className = "truncate";
    title.textContent = one.title;
    const detail = document.createElement("small");
    detail.textContent = one.detail ?? "";
    row.append(icon(ICONS[one.kind] ?? "hash"), title, detail);
    row.addEventListener("click", () => this.choose(index));
    row.addEventListener("pointermove", () => {
      this.at = index;
      this.mark();
    });
    return row;
  }

  private mark(): void {
    this.rows.forEach((row, index) => row.setAttribute("aria-selected", String(index === this.at)));
    this.input.setAttribute("aria-activedescendant", `search-result-${this.at}`);
    this.rows[this.at]?.scrollIntoView({ block: "nearest" });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing || !this.found.length) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.at = (this.at + step + this.found.length) % this.found.length;
      this.mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.choose(this.at);
    }
  }

  private choose(index: number): void {
    const one = this.found[index];
    if (!one) return;
    this.dialog.close();
    if (one.lon !== undefined && one.lat !== undefined && document.querySelector("q-map"))
      document.dispatchEvent(new CustomEvent("quanju:place", { detail: one }));
    else if (one.href) location.assign(one.href);
  }
}

let search: Search | undefined;

document.addEventListener("click", (event) => {
  const opener = (event.target as Element).closest<HTMLElement>("[data-search]");
  if (!opener) return;
  search ??= new Search(
    opener.dataset.search ?? "/search",
    opener.querySelector("span")?.textContent?.trim() ?? t("查地点、编号、法条", "Search"),
  );
  search.open();
});
