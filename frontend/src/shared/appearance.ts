import { t } from "./text";
import { toast } from "./toasts";

/*
 * Theme: <button name="theme" value="dark" data-theme-choice>. It is applied at once and kept by the
 * server (POST /appearance); without script the same form does it with a page load.
 */
document.addEventListener("click", (event) => {
  const choice = (event.target as Element).closest<HTMLButtonElement>("[data-theme-choice]");
  const form = choice?.form;
  if (!choice || !form) return;
  event.preventDefault();
  document.documentElement.dataset.theme = choice.value;
  form
    .querySelectorAll("[data-theme-choice]")
    .forEach((one) => one.setAttribute("aria-pressed", String(one === choice)));
  document.dispatchEvent(new CustomEvent("quanju:theme"));
  const body = new FormData(form);
  body.set("theme", choice.value);
  fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {
    toast(t("主题只在这一页生效：没有存到服务器。", "The theme holds for this page only: it was not saved."), "warn");
  });
});

const light = matchMedia("(prefers-color-scheme: light)");
light.addEventListener("change", () => document.dispatchEvent(new CustomEvent("quanju:theme")));

export function isDark(): boolean {
  const theme = document.documentElement.dataset.theme;
  return theme === "auto" ? !light.matches : theme !== "light";
}
