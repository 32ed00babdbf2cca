import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { forget, freshKey, isOnPageOnly, type Kept, keep, kept } from "../src/desks/unit_phone/queue";
import { storage } from "./page";

const step = (key: string, person = "ann"): Kept => ({
  key,
  person,
  verb: "arrive",
  incident: "20261123-0042",
  job: "7",
  words: "到达现场",
  pressedAt: "2026-11-23T04:00:00Z",
  fields: [],
});
const keys = (person = ""): string[] => kept(person).map((one) => one.key);

beforeEach(() => {
  Object.assign(globalThis, { localStorage: storage() });
});

test("steps wait in the order in which they were pressed, each person's own", () => {
  for (const one of [step("a"), step("b", "bob"), step("c")]) keep(one);
  assert.deepEqual(keys(), ["a", "b", "c"]);
  assert.deepEqual(keys("ann"), ["a", "c"]);
  assert.equal(isOnPageOnly(), false);
});

test("a step that was decided is forgotten, and no other", () => {
  keep(step("a"));
  keep(step("b"));
  forget("a");
  forget("unknown");
  assert.deepEqual(keys(), ["b"]);
});

test("where the storage is full a step rests on the page, and the page says so", () => {
  Object.assign(globalThis, { localStorage: storage(10) });
  keep(step("a"));
  assert.deepEqual([keys(), isOnPageOnly()], [["a"], true]);
  forget("a");
  assert.deepEqual([keys(), isOnPageOnly()], [[], false]);
});

test("what somebody else wrote into the storage is no queue", () => {
  for (const text of ["{", "null", '{"a": 1}', "7"]) {
    localStorage.setItem("quanju.unit.queue", text);
    assert.deepEqual(keys(), []);
  }
});

test("no two keys are alike", () => {
  const drawn = new Set(Array.from({ length: 200 }, freshKey));
  assert.equal(drawn.size, 200);
  for (const key of drawn) assert.match(key, /^[\w-]{8,64}$/);
});
