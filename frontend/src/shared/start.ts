/* What every page runs. A desk's own entry imports this first: import "../shared/start"; */
import "./ago";
import "./appearance";
import "./choose";
import "./chosen";
import "./clock";
import "./dialogs";
import "./exchange";
import "./live";
import "./print";
import "./rail";
import "./refresh";
import "./search";
import "./service";
import "./tabs";
import "./thumbnails";
import "./toasts";
import { announceKeys } from "./keys";
import { startStream } from "./stream";

announceKeys(document);
document.addEventListener("htmx:load", (event) => announceKeys(event.target as Element));
document.addEventListener("quanju:refreshed", () => announceKeys(document));

/* The map comes after first paint, and only where there is one. */
function bringMap(): void {
  if (document.querySelector("q-map") && !customElements.get("q-map")) void import("./map/element");
}

requestAnimationFrame(() => setTimeout(bringMap, 0));
document.addEventListener("htmx:load", bringMap);
startStream();
