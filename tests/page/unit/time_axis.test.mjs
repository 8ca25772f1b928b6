import assert from "node:assert/strict";
import { test } from "node:test";

import { cutsOf, readBucket, sentenceOf } from "../../../evsrv/web/page/result/reading.js";
import { TimeAxis } from "../../../evsrv/web/page/result/time_axis.js";
import { randomFrom } from "./answers.mjs";

const [HOUR, DAY] = [3_600_000, 86_400_000];
/** @param {string} start @param {number} step @param {number} length */
const timesFrom = (start, step, length) => Array.from({ length }, (_, index) => new Date(Date.parse(start) + index * step).toISOString());
/** @param {string} start @param {number} length */
const months = (start, length) => Array.from({ length }, (_, index) => new Date(Date.UTC(Number(start.slice(0, 4)), index)).toISOString());
/** @param {string[]} times @param {string} unit @param {number} limit @param {string} [zone] */
function textsOf(times, unit, limit, zone = "UTC") {
  const axis = new TimeAxis(times, zone, unit);
  return axis.texts(axis.marks(limit)).map((text) => text.replace("\n", " / ")).join(", ");
}

for (const [name, texts, expected] of [
  ["all hours that fit", textsOf(timesFrom("2026-03-01T22:00:00Z", HOUR, 4), "hour", 9), "22:00 / 1 Mar, 23:00, 00:00 / 2 Mar, 01:00"],
  ["hours at midnight, six and noon", textsOf(timesFrom("2026-03-01T20:00:00Z", HOUR, 25), "hour", 5), "00:00 / 2 Mar, 06:00, 12:00, 18:00"],
  ["days of hours in a zone", textsOf(timesFrom("2026-03-28T05:00:00Z", HOUR, 72), "hour", 4, "Europe/Berlin"), "29 Mar / 2026, 30 Mar, 31 Mar"],
  ["weeks of days from the start of the month", textsOf(timesFrom("2026-01-30T00:00:00Z", DAY, 30), "day", 5), "1 Feb / 2026, 8 Feb, 15 Feb, 22 Feb"],
  ["months of days", textsOf(timesFrom("2025-11-20T00:00:00Z", DAY, 90), "day", 4), "1 Dec / 2025, 1 Jan / 2026, 1 Feb"],
  ["quarters of months", textsOf(months("2025", 15), "month", 6), "Jan / 2025, Apr, Jul, Oct, Jan / 2026"],
  ["years of months", textsOf(months("2020", 60), "month", 5), "Jan / 2020, Jan / 2021, Jan / 2022, Jan / 2023, Jan / 2024"],
  ["years", textsOf(["2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"], "year", 9), "2024, 2025"],
]) {
  test(`the axis marks ${name}`, () => assert.equal(texts, expected));
}

test("marks are a choice of the times in their order, as many as fit", () => {
  const random = randomFrom(7);
  for (let round = 0; round < 500; round++) {
    const length = 1 + random(400);
    const steps = [60_000, HOUR, DAY, 7 * DAY, 30 * DAY];
    const times = timesFrom("2026-02-03T04:05:00Z", steps[random(steps.length)] ?? DAY, length).filter(() => random(4) > 0);
    const limit = 1 + random(20);
    const marks = new TimeAxis(times, "America/New_York").marks(limit);
    const about = `${times.length} times, limit ${limit}: ${marks}`;
    assert.ok(marks.length <= limit && (marks.length > 0 || times.length === 0), about);
    assert.ok(marks.every((mark, index) => mark in times && mark > (marks[index - 1] ?? -1)), about);
  }
});

for (const [name, times, range, expected] of /** @type {[string, string[], string | undefined, {first: boolean, last: boolean}][]} */ ([
  ["whole days", timesFrom("2026-03-01T00:00:00Z", DAY, 3), "2026-03-01T00:00:00.000Z/2026-03-04T00:00:00.000Z", { first: false, last: false }],
  ["a day until noon", timesFrom("2026-03-01T00:00:00Z", DAY, 3), "2026-03-01T00:00:00.000Z/2026-03-03T12:00:00.000Z", { first: false, last: true }],
  ["a day from noon", timesFrom("2026-03-01T00:00:00Z", DAY, 3), "2026-03-01T12:00:00.000Z/2026-03-04T00:00:00.000Z", { first: true, last: false }],
  ["a day of 23 hours", ["2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z"], "2026-03-28T00:00:00.000+01:00/2026-03-30T00:00:00.000+02:00", { first: false, last: false }],
  ["February", ["2025-12-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"], "2025-12-01T00:00:00.000Z/2026-03-01T00:00:00.000Z", { first: false, last: false }],
  ["no range", timesFrom("2026-03-01T00:00:00Z", DAY, 3), undefined, { first: false, last: false }],
])) {
  test(`the cuts of ${name} are known`, () => assert.deepEqual(cutsOf(times, range), expected));
}

test("a bucket is read from the top of the chart down, with what was before", () => {
  const series = [
    { name: "a", values: [2], compared: [1], total: 2, place: 1 },
    { name: "b", values: [3000.456], compared: [null], total: 3000.456, place: 2 },
    { name: "c", values: [null], compared: [0], total: 0, place: 6 },
  ];
  const chronicle = { times: ["2026-03-01T00:00:00Z"], comparedTimes: ["2026-02-01T00:00:00Z"], series, more: 0 };
  const options = { zone: "UTC", unit: "month", range: "2026-03-02T00:00:00Z/2026-04-01T00:00:00Z", isStacked: false };
  assert.equal(sentenceOf(readBucket(chronicle, series, 0, options)), "Mar 2026 (incomplete): b 3,000.46, before no value; a 2, before 1; c no value, before 0; before is Feb 2026");
  assert.deepEqual(readBucket(chronicle, series, 0, { ...options, isStacked: true }).values.map(({ name }) => name), ["c", "b", "a"]);
});
