import { t } from "./text";

/** Something of the service that does not run, as the server says it in both languages. */
export interface Fault {
  code: string;
  zh: string;
  en: string;
}

export function readFaults(data: unknown): Fault[] | undefined {
  if (!Array.isArray(data)) return undefined;
  return data.filter((one): one is Fault => typeof one === "object" && one !== null && "zh" in one && "en" in one);
}

/* The red line above every desk: drawn by the server, kept true by the stream. */
document.addEventListener("quanju:service", (event) => {
  const faults = (event as CustomEvent<Fault[]>).detail;
  for (const line of document.querySelectorAll<HTMLElement>(".service-line")) {
    const words = faults.map((fault) => t(fault.zh, fault.en));
    if (words.join() === [...line.children].map((one) => one.textContent).join()) continue;
    line.hidden = words.length === 0;
    line.replaceChildren(
      ...words.map((text) => {
        const one = document.createElement("p");
        one.textContent = text;
        return one;
      }),
    );
  }
});
