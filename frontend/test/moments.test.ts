import "./page";
import assert from "node:assert/strict";
import { test } from "node:test";
import { agoText, clockText, serverNow, setServerMoment, spanText, wallClock } from "../src/shared/moments";

test("a clock shows hours only when there are any, and never less than nothing", () => {
  const shown = [-5, 0, 42.9, 59, 60, 725, 3599, 3600, 3753, 86_399, 604_486].map(clockText);
  assert.deepEqual(shown, [
    "0:00",
    "0:00",
    "0:42",
    "0:59",
    "1:00",
    "12:05",
    "59:59",
    "1:00:00",
    "1:02:33",
    "23:59:59",
    "6 天 23 小时",
  ]);
});

test("a span is told in its two greatest units", () => {
  const told: [number, string][] = [
    [-1, "0 秒"],
    [59, "59 秒"],
    [60, "1 分钟"],
    [3599, "59 分钟"],
    [3600, "1 小时"],
    [3660, "1 小时 1 分"],
    [86_399, "23 小时 59 分"],
    [86_400, "1 天"],
    [183_600, "2 天 3 小时"],
  ];
  for (const [seconds, words] of told) assert.equal(spanText(seconds), words);
});

test("what is less than a second ago is just now", () => {
  assert.deepEqual([-3, 0.9, 1, 61].map(agoText), ["刚刚", "刚刚", "1 秒前", "1 分钟前"]);
});

test("the page goes by the server's time, and keeps it when a moment cannot be read", () => {
  setServerMoment("2026-11-23T04:00:00Z");
  setServerMoment("no moment");
  const apart = serverNow() - Date.parse("2026-11-23T04:00:00Z");
  assert.ok(apart >= 0 && apart < 60_000);
});

test("the wall clock is the branch's, also after its midnight", () => {
  assert.equal(wallClock(Date.parse("2026-11-23T04:00:00Z")), "12:00:00");
  assert.equal(wallClock(Date.parse("2026-12-31T16:00:05Z")), "00:00:05");
});
