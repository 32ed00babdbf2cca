import "./page";
import assert from "node:assert/strict";
import { test } from "node:test";
import { serverNow, setServerMoment } from "../src/shared/moments";
import { readPositions } from "../src/shared/positions";

const NOON = Date.parse("2026-11-23T04:00:00Z");

test("a row is a place with its age in seconds, or with its moment", () => {
  setServerMoment("2026-11-23T04:00:00Z");
  const [aged, told] = readPositions([
    ["7", 119.7, 49.2, 30],
    [8, 119.8, 49.3, "2026-11-23T03:59:00Z", "on_scene"],
  ]);
  assert.ok(Math.abs((aged?.at ?? 0) - (serverNow() - 30_000)) < 1000);
  assert.deepEqual(told, { id: "8", lon: 119.8, lat: 49.3, at: NOON - 60_000, state: "on_scene" });
});

test("rows come bare or with the moment they were asked at", () => {
  assert.equal(readPositions({ at: "2026-11-23T04:00:00Z", units: [["7", 1, 2]] }).length, 1);
});

test("what is no row is left out, and what is no list says nothing", () => {
  assert.deepEqual(readPositions([null, ["7"], ["7", "119", 49], { id: 7 }]), []);
  for (const data of [undefined, null, "x", 7, {}]) assert.deepEqual(readPositions(data), []);
});
