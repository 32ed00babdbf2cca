import "../shared/start";

/* The ticket is printed from the page that shows it. */
document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-print]")) window.print();
});
