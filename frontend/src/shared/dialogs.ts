import { icon } from "./icons";
import { t } from "./text";

/** A modal sheet with a title; Escape and the cross close it and the focus returns. */
export function openDialog(title: string, content: Node, className = ""): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  dialog.className = className;
  const head = document.createElement("div");
  head.className = "dialog-head";
  const name = document.createElement("h2");
  name.textContent = title;
  name.id = `dialog-${Math.random().toString(36).slice(2)}`;
  dialog.setAttribute("aria-labelledby", name.id);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button button-quiet button-icon";
  close.setAttribute("aria-label", t("关闭", "Close"));
  close.append(icon("x"));
  close.addEventListener("click", () => dialog.close());
  head.append(name, close);
  const body = document.createElement("div");
  body.className = "dialog-body";
  body.append(content);
  dialog.append(head, body);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/* <button data-opens="#id"> opens a <dialog>; [data-closes] inside closes it; so does a click on the veil. */
document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const opener = target.closest<HTMLElement>("[data-opens]");
  if (opener) {
    const dialog = document.querySelector<HTMLDialogElement>(opener.dataset.opens ?? "");
    if (dialog?.hasAttribute("data-beside")) openBeside(dialog);
    else if (dialog && !dialog.open) dialog.showModal();
    return;
  }
  if (target.closest("[data-closes]")) target.closest("dialog")?.close();
  else if (target instanceof HTMLDialogElement) {
    const box = target.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    if (x < box.left || x > box.right || y < box.top || y > box.bottom) target.close();
  }
});

/* A sheet beside the map: the rest stays in reach, and a click on the map picks a place for it. */
function openBeside(dialog: HTMLDialogElement): void {
  if (!dialog.open) dialog.show();
  const maps = document.querySelectorAll("q-map");
  maps.forEach((map) => map.setAttribute("picking", ""));
  dialog.addEventListener("close", () => maps.forEach((map) => map.removeAttribute("picking")), { once: true });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented)
    document.querySelector<HTMLDialogElement>("dialog[data-beside][open]")?.close();
});

/* Menus are <details class="menu">: one open at a time, closed by Escape and by a click elsewhere. */
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
    if (!menu.contains(event.target as Node)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector<HTMLDetailsElement>("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
});
