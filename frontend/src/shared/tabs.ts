/* A row of tabs wider than its place begins at the open one, so that one sees where one is. */
for (const row of document.querySelectorAll<HTMLElement>(".tabs")) {
  const open = row.querySelector<HTMLElement>("[aria-current], [aria-selected='true']");
  if (open) row.scrollLeft = open.offsetLeft - row.offsetLeft - (row.clientWidth - open.offsetWidth) / 2;
}
