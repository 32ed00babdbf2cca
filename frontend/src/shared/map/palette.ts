/** The map's colours, one set a theme. Signs differ in lightness as well as in hue. */
export interface Palette {
  land: string;
  built: string;
  green: string;
  water: string;
  waterLine: string;
  building: string;
  buildingLine: string;
  road: [minor: string, middle: string, main: string];
  casing: string;
  path: string;
  rail: string;
  railTie: string;
  boundary: string;
  label: string;
  labelQuiet: string;
  waterLabel: string;
  halo: string;
  zone: string;
  zoneFill: string;
  zoneLabel: string;
  point: string;
  pointFill: string;
  ring: string;
  ringFill: string;
  ringLabel: string;
  sign: string;
  signInk: string;
  plate: string;
  plateInk: string;
  plateInkQuiet: string;
  route: string;
  tone: Record<Tone, string>;
}

export type Tone = "good" | "warn" | "accent" | "bad" | "quiet";

export const GRADES: Record<string, string> = { 1: "#ff5c5c", 2: "#ff9f43", 3: "#f5d14a", 4: "#8fa3b8" };
export const GRADE_INK = "#14191f";

const dark: Palette = {
  land: "#111921",
  built: "#141d26",
  green: "#12211f",
  water: "#163240",
  waterLine: "#1b3c4c",
  building: "#18222d",
  buildingLine: "#1f2b38",
  road: ["#2a3542", "#334153", "#405067"],
  casing: "#0e151c",
  path: "#26313e",
  rail: "#4b535f",
  railTie: "#111921",
  boundary: "#46566a",
  label: "#a9b6c6",
  labelQuiet: "#6d7d92",
  waterLabel: "#6c9fb8",
  halo: "#111921",
  zone: "rgba(104, 146, 200, 0.5)",
  zoneFill: "rgba(70, 120, 190, 0.045)",
  zoneLabel: "#7688a0",
  point: "#9fb0c4",
  pointFill: "#151c25",
  ring: "rgba(91, 157, 255, 0.75)",
  ringFill: "rgba(70, 130, 230, 0.14)",
  ringLabel: "#8ab8ff",
  sign: "#111921",
  signInk: "#14191f",
  plate: "rgba(15, 20, 27, 0.82)",
  plateInk: "#e8edf4",
  plateInkQuiet: "#8494a9",
  route: "#f2b84b",
  tone: { good: "#3fb68b", warn: "#f2b84b", accent: "#5b9dff", bad: "#ff5c5c", quiet: "#8fa3b8" },
};

const light: Palette = {
  land: "#eef2f0",
  built: "#e9edef",
  green: "#dfeade",
  water: "#c3dcef",
  waterLine: "#a9cde6",
  building: "#e0e5ea",
  buildingLine: "#d3dae2",
  road: ["#ffffff", "#ffffff", "#c3cede"],
  casing: "#d6dde7",
  path: "#dbe1e8",
  rail: "#a9b0ba",
  railTie: "#eef2f0",
  boundary: "#8fa0b6",
  label: "#3c4a5d",
  labelQuiet: "#76859a",
  waterLabel: "#3f78a6",
  halo: "#f3f6f5",
  zone: "rgba(52, 104, 178, 0.42)",
  zoneFill: "rgba(52, 104, 178, 0.03)",
  zoneLabel: "#65758c",
  point: "#5a6b80",
  pointFill: "#ffffff",
  ring: "rgba(29, 99, 216, 0.6)",
  ringFill: "rgba(29, 99, 216, 0.09)",
  ringLabel: "#1a5bc8",
  sign: "#ffffff",
  signInk: "#14191f",
  plate: "rgba(255, 255, 255, 0.88)",
  plateInk: "#152131",
  plateInkQuiet: "#65758c",
  route: "#d98a00",
  tone: { good: "#1f9a70", warn: "#d98a00", accent: "#1d63d8", bad: "#d03333", quiet: "#7d8b9e" },
};

export const palettes = { dark, light };

export const LABEL_FONT = '"Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';
