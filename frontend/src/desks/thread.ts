import "../shared/start";

/* The asked number's own row is in view; P prints; a row lights its lane. */
document.querySelector<HTMLElement>("[data-here]")?.scrollIntoView({ block: "center" });

document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-print]")) print();
});

function light(event: Event): void {
  const row = (event.target as Element).closest<HTMLElement>("[data-lane]");
  for (const bar of document.querySelectorAll<Element>("[data-bar]")) {
    bar.toggleAttribute("data-lit", !!row && bar.getAttribute("data-bar") === row.dataset.lane);
  }
}
document.addEventListener("focusin", light);
document.addEventListener("pointerover", light);
