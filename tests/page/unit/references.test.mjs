import assert from "node:assert/strict";
import { test } from "node:test";

import { columnNames, newName, parseReference } from "../../../evsrv/web/page/query/references.js";
import { referenceIn, withReference } from "../../../evsrv/web/page/query/shapes.js";

const dataset = /** @type {any} */ ({ name: "events", timeField: "createdAt", fields: [{ name: "type", kind: "text" }, { name: "properties", kind: "document" }] });
const keys = { properties: [{ key: "a.b", kinds: ["string"], share: 1 }] };

test("a reference is parsed from its name, with known keys first", () => {
  assert.deepEqual(parseReference("type", dataset, keys), { field: "type" });
  assert.deepEqual(parseReference("properties.plan", dataset, keys), { field: "properties", path: ["plan"] });
  assert.deepEqual(parseReference("properties.a.b", dataset, keys), { field: "properties", path: ["a.b"] });
  assert.deepEqual(parseReference("properties.a.c", dataset, keys), { field: "properties", path: ["a", "c"] });
  assert.equal(parseReference("plan", dataset, keys), null);
});

test("a reference of another shape is none", () => {
  assert.equal(referenceIn({}), undefined);
  assert.deepEqual(referenceIn({ field: "a", path: ["b"], apply: "lower" }), { field: "a", path: ["b"], apply: "lower" });
  for (const part of /** @type {any[]} */ ([{ field: 1 }, { path: ["a"] }, { field: "a", path: [] }, { field: "a", path: [1] }, { field: "a", path: "b" }, { field: "a", apply: null }])) {
    assert.equal(referenceIn(part), null, JSON.stringify(part));
  }
});

test("a part keeps its members and their order under another reference", () => {
  const part = { field: "properties", path: ["a"], top: { limit: 1 } };
  assert.equal(JSON.stringify(withReference(part, { field: "type" })), '{"field":"type","top":{"limit":1}}');
  assert.equal(JSON.stringify(withReference(part, { field: "properties", path: ["a"] })), JSON.stringify(part));
  assert.deepEqual(withReference(part, undefined), { top: { limit: 1 } });
});

test("columns are named as the server derives them", () => {
  const query = /** @type {any} */ ({
    select: [
      { type: "time", timeUnit: "day" },
      { type: "aggregation", aggregation: "count" },
      { type: "aggregation", aggregation: "sum", field: "properties", path: ["n"] },
      { type: "aggregation", aggregation: "count", field: "type", apply: "lower", as: "kinds" },
      { type: "bucket", field: "properties", path: ["n"], width: 1 },
      { type: "formula", formula: "1", as: "one" },
      { type: "field", field: "type", as: "kind" },
      5,
    ],
    groupBy: [{ field: "type" }, { field: "type", apply: "lower" }],
    compare: "previous",
  });
  assert.deepEqual(columnNames(query, dataset), {
    aggregations: ["count", "sum_properties.n", "kinds"],
    numbers: ["count", "sum_properties.n", "kinds", "compared_count", "compared_sum_properties.n", "compared_kinds", "one"],
    buckets: ["properties.n_bucket"],
    groups: ["createdAt_day", "properties.n_bucket", "kind", "type_lower"],
  });
});

test("a new name is none that a selection has", () => {
  assert.equal(newName({}, "count"), "count1");
  assert.equal(newName({ select: [null, { as: "count1" }] }, "count"), "count2");
});
