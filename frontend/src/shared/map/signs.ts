import type { Tone } from "./palette";

/* The signs: zone, staging point, ring, incident, unit, route, closure, picked place. */
export const KINDS = ["zones", "rings", "closures", "routes", "points", "incidents", "units", "picked"] as const;
export type Kind = (typeof KINDS)[number];

const TONES: Record<string, Tone> = {
  on_duty_available: "good",
  available: "good",
  staging: "good",
  patrolling: "good",
  assigned: "warn",
  acknowledged: "warn",
  en_route: "warn",
  on_scene: "accent",
  transporting: "accent",
  reporting: "quiet",
  break: "quiet",
  out_of_service: "quiet",
  off_duty: "quiet",
  emergency: "bad",
};

export function toneOf(state: string): Tone {
  return TONES[state] ?? "quiet";
}
