import { serverNow } from "./moments";

/** Where a unit was, and when, in server time (ms). */
export interface Position {
  id: string;
  lon: number;
  lat: number;
  at: number;
  state?: string;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Rows are [id, lon, lat, age in seconds or moment, state?], bare or in {at, units}. */
export function readPositions(data: unknown): Position[] {
  const rows = isRecord(data) ? data.units : data;
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row): Position[] => {
    if (!Array.isArray(row) || row.length < 3) return [];
    const [id, lon, lat, when, state] = row as [unknown, unknown, unknown, unknown, unknown];
    if (typeof lon !== "number" || typeof lat !== "number") return [];
    const at = typeof when === "string" ? Date.parse(when) : serverNow() - (typeof when === "number" ? when * 1000 : 0);
    return [{ id: String(id), lon, lat, at, ...(typeof state === "string" ? { state } : {}) }];
  });
}
