import { icon } from "./icons";
import { t } from "./text";

/*
 * <select data-chooses> becomes a field with search: type a part of a name, a badge or a post, arrows
 * and Enter, or a finger. The select stays and is what is sent; without script it is used as it is.
 */
const SHOWN = 30;

function matches(option: HTMLOptionElement, words: string[]): boolean {
  const text = option.text.toLowerCase();
  return option.value !== "" && words.every((word) => text.includes(word));
}

class Chooser {
  private box = document.createElement("div");
  private chips = document.createElement("ul");
  private input = document.createElement("input");
  private list = document.createElement("ul");
  private found: HTMLOptionElement[] = [];
  private at = -1;

  constructor(private select: HTMLSelectElement) {
    const id = `${select.id || select.name}-search`;
    this.box.className = "chooser";
    this.chips.className = "chooser-chips";
    this.list.className = "chooser-list";
    this.list.id = `${id}-list`;
    this.list.setAttribute("role", "listbox");
    this.list.hidden = true;
    this.input.id = id;
    this.input.type = "text";
    this.input.className = "input";
    this.input.autocomplete = "off";
    this.input.spellcheck = false;
    this.input.placeholder = t("姓名、警号、岗位", "Name, badge, post");
    const said = {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    };
    for (const [name, value] of Object.entries(said)) this.input.setAttribute(name, value);
    for (const label of select.labels) {
      this.input.setAttribute("aria-label", label.textContent?.trim() ?? "");
      if (label.htmlFor === select.id) label.htmlFor = id;
    }
    this.box.append(this.chips, this.input, this.list);
    select.classList.add("visually-hidden");
    select.tabIndex = -1;
    select.setAttribute("aria-hidden", "true");
    select.after(this.box);
    this.listen();
    this.draw();
  }

  private listen(): void {
    this.input.addEventListener("input", () => this.open());
    this.input.addEventListener("focus", () => this.open());
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.select.addEventListener("change", () => this.draw());
    this.select.addEventListener("focus", () => this.input.focus());
    // The field keeps the focus while a finger or a mouse chooses.
    this.box.addEventListener("mousedown", (event) => {
      if (event.target !== this.input) event.preventDefault();
    });
    this.list.addEventListener("click", (event) => {
      const row = (event.target as Element).closest<HTMLElement>("[data-at]");
      if (row) this.choose(Number(row.dataset.at));
    });
    this.chips.addEventListener("click", (event) => {
      const value = (event.target as Element).closest<HTMLElement>("[data-value]")?.dataset.value;
      const option = [...this.select.options].find((one) => one.value === value);
      if (option) this.put(option, false);
    });
  }

  private press(event: KeyboardEvent): void {
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!isOpen) this.open();
      else this.mark(this.at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && isOpen && this.found.length) this.choose(Math.max(this.at, 0));
    else if (event.key === "Escape" && isOpen) this.close();
    else if (event.key === "Backspace" && this.input.value === "" && this.select.multiple) this.removeLast();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private open(): void {
    const words = this.input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fitting = [...this.select.options].filter((one) => !one.selected && matches(one, words));
    this.found = fitting.slice(0, SHOWN);
    const rows = this.found.map((option, at) => {
      const row = document.createElement("li");
      row.id = `${this.list.id}-${at}`;
      row.dataset.at = String(at);
      row.setAttribute("role", "option");
      row.textContent = option.text;
      return row;
    });
    this.list.replaceChildren(...rows);
    const left = fitting.length - rows.length;
    if (left || !rows.length) {
      const more = document.createElement("li");
      more.className = "ink-2";
      more.setAttribute("role", "presentation");
      more.textContent = rows.length
        ? t(`还有 ${left} 人，请再输入一些`, `${left} more: type a little more`)
        : t("可选人员中没有", "Nobody who may be chosen");
      this.list.append(more);
    }
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark(words.length ? 0 : -1);
  }

  private close(): void {
    this.list.hidden = true;
    this.input.value = "";
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  private mark(at: number): void {
    this.at = this.found.length ? Math.max(-1, Math.min(at, this.found.length - 1)) : -1;
    for (const [i, row] of [...this.list.querySelectorAll<HTMLElement>("[role=option]")].entries()) {
      row.setAttribute("aria-selected", String(i === this.at));
      if (i === this.at) row.scrollIntoView({ block: "nearest" });
    }
    if (this.at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
  }

  private choose(at: number): void {
    const option = this.found[at];
    if (!option) return;
    this.put(option, true);
    this.close();
  }

  private removeLast(): void {
    const last = [...this.select.selectedOptions].pop();
    if (last) this.put(last, false);
  }

  private put(option: HTMLOptionElement, isChosen: boolean): void {
    if (!this.select.multiple && !isChosen) this.select.value = "";
    else option.selected = isChosen;
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** What is chosen, each with a way to take it back. */
  private draw(): void {
    const chosen = [...this.select.selectedOptions].filter((one) => one.value !== "");
    this.chips.replaceChildren(
      ...chosen.map((option) => {
        const chip = document.createElement("li");
        const away = document.createElement("button");
        away.type = "button";
        away.className = "chooser-away";
        away.dataset.value = option.value;
        away.setAttribute("aria-label", t(`去掉 ${option.text}`, `Take ${option.text} away`));
        away.append(icon("x"));
        chip.append(option.text, away);
        return chip;
      }),
    );
    this.chips.hidden = !chosen.length;
  }
}

function enhance(): void {
  for (const select of document.querySelectorAll<HTMLSelectElement>("select[data-chooses]"))
    if (!select.nextElementSibling?.classList.contains("chooser")) new Chooser(select);
}

document.addEventListener("htmx:load", enhance);
document.addEventListener("htmx:afterSettle", enhance);
document.addEventListener("quanju:refreshed", enhance);
enhance();
