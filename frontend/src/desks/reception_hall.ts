import "../shared/start";

/* The ticket is printed from the page that shows it. */
document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-print]")) window.print();
});

/*
 * What a statement proposes: a press takes it into its field, another leaves it for as long as the
 * page stands. Nothing is filled in by itself.
 */
const left = new Set<string>();

function hideLeft(): void {
  for (const one of document.querySelectorAll<HTMLElement>("[data-proposal]")) {
    if (left.has(one.dataset.proposal ?? "")) one.remove();
  }
}

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>("[data-takes], [data-leaves]");
  const proposal = button?.closest<HTMLElement>("[data-proposal]");
  if (!button || !proposal) return;
  if (button.hasAttribute("data-leaves")) {
    left.add(proposal.dataset.proposal ?? "");
    return hideLeft();
  }
  const form = document.querySelector<HTMLFormElement>("#report-form");
  const field = form?.elements.namedItem(button.dataset.takes ?? "");
  if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return;
  field.value = button.dataset.value ?? "";
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
document.addEventListener("htmx:afterSwap", hideLeft);
