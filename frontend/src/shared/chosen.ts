/*
 * A button that sends what is ticked names it: <button data-names="unit"> with <span data-chosen>;
 * each box says its own name, <input type="checkbox" name="unit" data-name="P3">.
 */
function say(button: HTMLButtonElement): void {
  const form = button.form;
  const place = button.querySelector<HTMLElement>("[data-chosen]");
  if (!form || !place) return;
  const boxes = [...form.querySelectorAll<HTMLInputElement>(`input[type=checkbox][name="${button.dataset.names}"]`)];
  const words = boxes
    .filter((one) => one.checked)
    .map((one) => one.dataset.name ?? one.value)
    .join(" + ");
  if (place.textContent !== words) place.textContent = words;
}

const sayAll = (): void => document.querySelectorAll<HTMLButtonElement>("button[data-names]").forEach(say);

document.addEventListener("change", sayAll);
document.addEventListener("quanju:refreshed", sayAll);
document.addEventListener("htmx:afterSettle", sayAll);
sayAll();
