/*
 * A form is known by what it belongs to: where it is sent, and the hidden fields that name its
 * matter. By that a swap finds it again wherever it stands, and a draft finds its form.
 */
const VOLATILE = new Set([
  "csrfmiddlewaretoken",
  "idempotency_key",
  "receipt",
  "revision",
  "pressed_at",
  "next",
  "lon",
  "lat",
  "join",
  "opened",
  "expected",
]);

export type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export const fieldsOf = (root: ParentNode): Field[] => [...root.querySelectorAll<Field>("input, textarea, select")];

export function formIdentity(form: HTMLFormElement): string {
  const action = form.getAttribute("hx-post") ?? form.getAttribute("action") ?? location.pathname;
  const hidden = [...form.querySelectorAll<HTMLInputElement>('input[type="hidden"]')].filter(
    (one) => !VOLATILE.has(one.name),
  );
  const named = hidden.map((one) => `${one.name}=${one.value}`).sort();
  return [action, ...named].join("&");
}

/** Gives every form, field, slot and fold of a tree an id that says what it belongs to. */
export function identify(root: Element): void {
  const taken = new Map<string, number>();
  const mark = (one: Element, name: string): void => {
    if (one.id) return;
    const count = taken.get(name) ?? 0;
    taken.set(name, count + 1);
    one.id = count ? `${name}#${count}` : name;
  };
  const forms = [...(root.matches("form") ? [root] : []), ...root.querySelectorAll("form")] as HTMLFormElement[];
  for (const form of forms) {
    mark(form, `form:${formIdentity(form)}`);
    for (const field of fieldsOf(form)) {
      const value = field.type === "checkbox" || field.type === "radio" ? `=${field.value}` : "";
      mark(field, `${form.id}:${field.name}${value}`);
    }
    form.querySelectorAll(".refusal-slot").forEach((slot) => mark(slot, `${form.id}:slot`));
  }
  for (const fold of root.querySelectorAll("details:not([id])")) {
    mark(
      fold,
      `fold:${fold.parentElement?.closest("[id]")?.id ?? ""}:${fold.querySelector("summary")?.textContent?.trim() ?? ""}`,
    );
  }
}

/** A field that somebody changed and has not sent yet. */
export function isChanged(node: Node): boolean {
  if (node instanceof HTMLInputElement)
    return node.type === "checkbox" || node.type === "radio"
      ? node.checked !== node.defaultChecked
      : node.type !== "hidden" && node.value !== node.defaultValue;
  if (node instanceof HTMLTextAreaElement) return node.value !== node.defaultValue;
  return node instanceof HTMLSelectElement && isChosenAnew(node);
}

/** A list of one that marks no option begins with its first. */
function isChosenAnew(list: HTMLSelectElement): boolean {
  const options = [...list.options];
  if (list.multiple) return options.some((option) => option.selected !== option.defaultSelected);
  const marked = options.findLastIndex((option) => option.defaultSelected);
  return list.selectedIndex !== Math.max(marked, 0);
}

/** Boxes of one name in one form are one choice: once somebody has touched it, all of it is theirs. */
export function isChoiceTouched(field: HTMLInputElement): boolean {
  if (field.type !== "checkbox" && field.type !== "radio") return false;
  const form = field.form;
  if (!form || !field.name) return isChanged(field);
  return fieldsOf(form).some(
    (one) => one.name === field.name && one instanceof HTMLInputElement && one.type === field.type && isChanged(one),
  );
}

/** Whether words or a choice of somebody stand in it that nobody has sent. */
export const holdsWords = (root: ParentNode): boolean =>
  fieldsOf(root).some((one) => one.type !== "search" && one.form?.method !== "get" && isChanged(one));
