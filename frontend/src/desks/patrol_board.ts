import "../shared/start";
import type { QuanjuMap } from "../shared/map/element";
import { t } from "../shared/text";

// A click on the map of a proposal adds a line to the places that are wished for.
document.addEventListener("q-map:pick", (event) => {
  const list = document.querySelector<HTMLTextAreaElement>("[data-added]");
  if (!list) return;
  const { lon, lat } = (event as CustomEvent<{ lon: number; lat: number }>).detail;
  const name = t("新增地点", "added place");
  list.value = [list.value.trim(), `${name} ${lon.toFixed(6)},${lat.toFixed(6)} 8`].filter(Boolean).join("\n");
  (event.target as QuanjuMap).mark(lon, lat);
  list.closest("details")?.setAttribute("open", "");
  list.focus();
});

/*
 * <form data-position>: the phone's own position goes with it. Without one the form is sent all the
 * same: the server then takes the unit's position, or refuses and says what helps.
 */
const WAIT_MS = 8000;

function fill(form: HTMLFormElement, found: GeolocationPosition): void {
  const values: Record<string, string> = {
    lon: String(found.coords.longitude),
    lat: String(found.coords.latitude),
    measured_at: new Date(found.timestamp).toISOString(),
  };
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value;
  }
}

// Before anybody else hears of the press, so that it is sent once, with the position.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.position === undefined) return;
    if (form.dataset.positioned === "yes" || !("geolocation" in navigator)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const send = (): void => {
      form.dataset.positioned = "yes";
      form.requestSubmit();
      delete form.dataset.positioned;
    };
    navigator.geolocation.getCurrentPosition(
      (found) => {
        fill(form, found);
        send();
      },
      send,
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 0 },
    );
  },
  true,
);

/* The chosen cell stays marked while others are looked at. */
document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>(".week td > a");
  if (!link) return;
  document.querySelectorAll(".week td > a[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
  link.setAttribute("aria-current", "true");
});
