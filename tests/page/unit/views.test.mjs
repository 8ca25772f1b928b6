import assert from "node:assert/strict";
import { test } from "node:test";

import { isAdditive, labelOf, shapeOf, textOf } from "../../../evsrv/web/page/result/answer_shape.js";
import { completenessOf } from "../../../evsrv/web/page/result/completeness.js";
import { viewsOf } from "../../../evsrv/web/page/result/views.js";
import { answer, COMPARED_DAY, DAY, dayAt, group, number } from "./answers.mjs";

const [COUNT, P95, TYPE] = [number("count"), number("p95_properties.latencyMs"), group("type")];
const first = { createdAt_day: dayAt(0), type: "a", count: 1, "p95_properties.latencyMs": 5 };
const second = { ...first, type: "b" };

for (const [outcome, columns, rows] of /** @type {[string, import("./answers.mjs").Column[], import("./answers.mjs").Row[]][]} */ ([
  ["line table", [DAY, COUNT], [first]],
  ["line stacked table", [DAY, TYPE, COUNT], [first, second]],
  ["line table", [DAY, TYPE, COUNT], [first]],
  ["line table", [DAY, TYPE, COUNT], [first, { ...second, count: -1 }]],
  ["line table", [DAY, TYPE, P95], [first, second]],
  ["line stacked table", [DAY, TYPE, P95, COUNT], [first, second]],
  ["bars table", [TYPE, COUNT], [first, second]],
  ["number table", [COUNT, P95], [first]],
  ["number table", [COUNT, number("compared_count")], [first]],
  ["table", [TYPE, { ...COUNT, role: "field" }], [first]],
  ["table", [DAY, TYPE], [first]],
  ["table", [DAY, COUNT], []],
  ["table", [DAY, COUNT], [{ ...first, createdAt_day: null }]],
])) {
  const names = columns.map(({ name, role }) => `${role} ${name}`).join(", ");
  test(`${rows.length} rows of ${names} are shown as ${outcome}`, () => {
    assert.equal(viewsOf(answer(columns, rows)).join(" "), outcome);
  });
}

test("compared columns stand beside theirs, and others keep their names", () => {
  const shape = shapeOf({ columns: [DAY, COMPARED_DAY, TYPE, COUNT, number("compared_count"), number("compared_x")] });
  assert.equal(shape.comparedTime, COMPARED_DAY);
  assert.deepEqual(shape.measures.map(({ column, compared }) => [column.name, compared?.name]), [["count", "compared_count"], ["compared_x", undefined]]);
  assert.deepEqual(shape.groups, [TYPE]);
});

test("a second time is a group, shown in the zone", () => {
  const month = { ...DAY, name: "firstMessageTime_month", unit: "month" };
  const { time, groups } = shapeOf({ columns: [DAY, month, COUNT] });
  assert.deepEqual([time, groups], [DAY, [month]]);
  assert.equal(labelOf({ firstMessageTime_month: "2026-01-31T23:00:00.000Z" }, groups, "Europe/Berlin"), "Feb 2026");
});

for (const [adds, name, item] of /** @type {[boolean, string, any][]} */ ([
  [true, "count", undefined],
  [true, "sum_properties.tokens", undefined],
  [false, "countDistinct_user", undefined],
  [false, "avg_properties.tokens", undefined],
  [true, "tickets", { aggregation: "count" }],
  [true, "tokens", { aggregation: "sum" }],
  [false, "count_of_users", { aggregation: "countDistinct" }],
  [false, "count", { aggregation: "count", over: "all" }],
  [false, "count", { aggregation: "count", within: [] }],
  [false, "sum", { type: "formula", formula: "a / b" }],
])) {
  test(`${name} of ${JSON.stringify(item)} ${adds ? "adds up" : "does not add up"}`, () => {
    assert.equal(isAdditive(number(name), { select: item ? [{ ...item, as: name }] : [] }), adds);
  });
}

test("a value is rendered by its kind and role, and none is not", () => {
  const texts = [[1234.5678, COUNT], [1234.5678, TYPE], ["2026-01-01T00:00:00.000Z", DAY], [{ a: [1] }, TYPE], [false, TYPE], [null, TYPE], [undefined, COUNT]];
  assert.deepEqual(texts.map(([value, column]) => textOf(value, /** @type {any} */ (column), "UTC")), ["1,234.57", "1234.5678", "Thu, 1 Jan 2026", '{"a":[1]}', "false", undefined, undefined]);
});

test("a cut answer says of how many rows it is the first ones", () => {
  const whole = answer([COUNT], [first]);
  assert.equal(completenessOf(whole), "1 row");
  assert.equal(completenessOf({ ...whole, count: 10_000, total: 50_000 }), "the first 10,000 of 50,000 rows");
});
