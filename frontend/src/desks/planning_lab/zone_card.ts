import { t } from "../../shared/text";
import { nameOf, type Shape } from "./exchange";

/** The card of a chosen zone: its name, which may be changed, and the neighbour it may join. */
export function fillZoneCard(
  card: HTMLElement,
  zone: Shape,
  zones: Shape[],
  join: (into: number) => unknown,
  rename: (name: string) => void,
): void {
  const title = document.createElement("h3");
  title.textContent = `${zone.properties.number} · ${nameOf(zone)}`;
  const select = document.createElement("select");
  select.setAttribute("aria-label", t("并入哪个邻区", "which neighbour"));
  for (const one of zones)
    if (one !== zone) select.add(new Option(`${one.properties.number} ${nameOf(one)}`, String(one.properties.number)));
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = t("并入", "Join to");
  button.addEventListener("click", () => join(Number(select.value)));
  const name = document.createElement("input");
  name.value = nameOf(zone);
  name.maxLength = 60;
  name.setAttribute("aria-label", t("巡区名称", "name of the zone"));
  name.addEventListener("change", () => rename(name.value.trim()));
  const row = document.createElement("div");
  row.className = "row";
  row.append(button, select);
  card.append(title, name, row);
}
