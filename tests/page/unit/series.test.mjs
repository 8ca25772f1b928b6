import assert from "node:assert/strict";
import { test } from "node:test";

import { seriesOf, stack } from "../../../evsrv/web/page/result/series.js";
import { answer, COMPARED_DAY, DAY, dayAt, group, number, randomRows } from "./answers.mjs";

const [TYPE, COUNT, P95] = [group("type"), number("count"), number("p95_properties.latencyMs")];
/** @param {import("./answers.mjs").Row} row */
const labelOfType = ({ type }) => String(type ?? "(none)");

for (let seed = 1; seed <= 100; seed++) {
  const rows = randomRows(seed);
  const { times, series, more } = seriesOf(answer([DAY, TYPE, COUNT], rows), "UTC");
  test(`each number of answer ${seed} is once in the chart, and no other is`, () => {
    const labels = new Set(rows.map(labelOfType));
    assert.deepEqual(times, [...new Set(rows.map((row) => row.createdAt_day))].sort());
    assert.equal(series.length + more, labels.size);
    assert.equal(series.length, Math.min(5, labels.size));
    for (const { name, values, total } of series) {
      const own = rows.filter((row) => labelOfType(row) === name);
      assert.deepEqual(values, times.map((time) => own.find((row) => row.createdAt_day === time)?.count ?? null));
      assert.equal(total, own.reduce((sum, { count }) => sum + Number(count ?? 0), 0));
    }
  });
  test(`the series of answer ${seed} are the largest ones, in their order`, () => {
    /** @type {Record<string, number>} */
    const totals = {};
    for (const row of rows) totals[labelOfType(row)] = (totals[labelOfType(row)] ?? 0) + Number(row.count ?? 0);
    assert.deepEqual(series.map(({ total }) => total), Object.values(totals).sort((a, b) => b - a).slice(0, 5));
    assert.deepEqual(series.map(({ place }) => place), series.map((_, index) => index + 1));
  });
  test(`each part of the stack of answer ${seed} is as high as its value`, () => {
    const stacked = stack(series).reverse();
    for (const [index, { values }] of series.entries()) {
      assert.deepEqual(stacked[index]?.values.map((height, at) => Number(height) - Number(stacked[index - 1]?.values[at] ?? 0)), values.map(Number));
    }
  });
}

const query = { groupBy: [{ field: "type", top: { limit: 2, other: "others" } }] };
/** @param {string} type @param {number} count @param {number} [day] */
const row = (type, count, day = 0) => ({ createdAt_day: dayAt(day), type, count });

test("the group of all other values is last and has the sixth place", () => {
  const data = answer([DAY, TYPE, COUNT], [row("a", 1), row("b", 2), row("others", 9)]);
  assert.deepEqual(seriesOf(data, "UTC", query).series.map(({ name, place }) => [name, place]), [["b", 1], ["a", 2], ["others", 6]]);
  assert.deepEqual(seriesOf(data, "UTC").series.map(({ name, place }) => [name, place]), [["others", 1], ["b", 2], ["a", 3]]);
});

test("a value that reads like the text of the others stays a series of its own", () => {
  const data = answer([DAY, TYPE, COUNT], [row("others", 5), row("others", 9), row("others", 6, 1), row("others", 8, 1)]);
  const { series } = seriesOf(data, "UTC", query);
  assert.deepEqual(series.map(({ name, values, place }) => [name, values, place]), [["others", [5, 6], 1], ["others (2)", [9, 8], 6]]);
});

test("numbers that do not add up have no total, and the last value is their size", () => {
  const p95 = (/** @type {string} */ type, /** @type {number} */ day, /** @type {number} */ value) => ({ createdAt_day: dayAt(day), type, "p95_properties.latencyMs": value });
  const { series } = seriesOf(answer([DAY, TYPE, P95], [p95("a", 0, 900), p95("a", 1, 1), p95("b", 0, 5), p95("b", 1, 2)]), "UTC");
  assert.deepEqual(series.map(({ name, total }) => [name, total]), [["b", undefined], ["a", undefined]]);
});

test("numbers without groups are series in the order of the answer", () => {
  const data = answer([DAY, COUNT, P95], [{ createdAt_day: dayAt(0), count: 1, "p95_properties.latencyMs": 5 }]);
  assert.deepEqual(seriesOf(data, "UTC").series.map(({ name, values, total }) => [name, values, total]), [["count", [1], 1], ["p95_properties.latencyMs", [5], undefined]]);
});

test("the chosen number of groups is drawn", () => {
  const data = answer([DAY, TYPE, COUNT, P95], [{ createdAt_day: dayAt(0), type: "a", count: 1, "p95_properties.latencyMs": 5 }]);
  assert.deepEqual(seriesOf(data, "UTC", undefined, { column: P95, compared: undefined }).series.map(({ values }) => values), [[5]]);
});

test("compared values and times stand at the bucket of their row", () => {
  const columns = [DAY, COMPARED_DAY, TYPE, COUNT, number("compared_count")];
  const rows = [{ ...row("a", 3, 1) }, { ...row("a", 1), compared_createdAt_day: dayAt(-7), compared_count: 0 }];
  const { comparedTimes, series } = seriesOf(answer(columns, rows), "UTC");
  assert.deepEqual([comparedTimes, series[0]?.compared], [[dayAt(-7), undefined], [0, null]]);
});

test("several groups are joined in the label", () => {
  const data = answer([DAY, TYPE, group("plan"), COUNT], [{ ...row("a", 1), plan: null }]);
  assert.equal(seriesOf(data, "UTC").series[0]?.name, "a · (none)");
});
