import "./page";
import assert from "node:assert/strict";
import { test } from "node:test";
import { widthAt } from "../src/shared/map/widths";

test("a road is as wide as its row says at the zooms of the row", () => {
  assert.deepEqual(
    [11, 13, 15, 17, 19].map((zoom) => widthAt(6, zoom)),
    [2.2, 3.6, 5.5, 11, 26],
  );
});

test("between two zooms it grows evenly, beyond the ends it stays", () => {
  assert.ok(Math.abs(widthAt(6, 12) - 2.9) < 1e-9);
  assert.deepEqual([widthAt(6, 3), widthAt(6, 22)], [2.2, 26]);
});

test("a rank that is not known is drawn as a small street", () => {
  assert.equal(widthAt(9, 15), widthAt(1, 15));
});

test("a greater road is never the narrower one", () => {
  for (let zoom = 9; zoom <= 21; zoom += 0.5)
    for (let rank = 1; rank <= 6; rank += 1) assert.ok(widthAt(rank, zoom) >= widthAt(rank - 1, zoom));
});
