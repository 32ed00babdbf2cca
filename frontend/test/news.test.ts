import "./page";
import assert from "node:assert/strict";
import { test } from "node:test";
import { concerns } from "../src/shared/concerns";

const news = (event: string, subject = "incident:20261123-0042", related: string[] = []) => ({
  number: 1,
  event,
  subject,
  related,
  at: "2026-11-23T04:00:00Z",
  urgent: false,
});

test("news concerns a fragment that names its room, its matter or what it is related to", () => {
  const sent = news("dispatch.order_sent", "incident:1", ["unit:7"]);
  const words = ["dispatch.", "patrol. incident:1", "unit:7", " \n dispatch.order_sent "];
  assert.deepEqual(
    words.map((one) => concerns(one, sent)),
    [true, true, true, true],
  );
});

test("news of another room or matter does not, nor does it concern one that names nothing", () => {
  const sent = news("dispatch.order_sent", "incident:1", ["unit:7"]);
  const words = ["", "   ", "patrol.", "incident:12", "incident:", "unit:", "order_sent"];
  assert.ok(!words.some((one) => concerns(one, sent)));
});

test("that a record was read is no news of the record", () => {
  const read = news("journal.read", "incident:1", ["unit:7"]);
  assert.equal(concerns("incident:1 unit:7", read), false);
  assert.equal(concerns("journal.", read), true);
});
