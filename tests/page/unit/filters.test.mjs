import assert from "node:assert/strict";
import { test } from "node:test";

import { aboutReference, otherConditions, partsOf, readCondition, withFilter, withOperator, withoutFilter } from "../../../evsrv/web/page/query/filters.js";

/** @typedef {import("../../../evsrv/web/page/types.js").Json} Json */
/** @typedef {import("../../../evsrv/web/page/types.js").Path} Path */

const isA = { condition: { field: "type", operator: "eq", value: "a" } };
const isB = { condition: { field: "type", operator: "eq", value: "b" } };
const either = { or: [isA, isB] };
const plan = { condition: { field: "properties", operator: "gt", value: { path: ["plan"], value: 3 } } };

const operator = (/** @type {string} */ name, /** @type {object} */ operands) => ({ kind: "operator", name, operands });
const vocabulary = /** @type {any} */ ({
  terms: [
    operator("eq", { text: { type: ["string", "null"] }, path: {} }),
    operator("gt", { text: { type: "string" }, path: { type: ["string", "number"] } }),
    operator("in", { text: { type: "array", items: { type: ["string", "null"] } }, path: { type: "array" } }),
    operator("isNull", { text: null, path: null }),
    operator("contains", { text: { type: "string" }, path: { type: "string" } }),
  ],
  datasets: [{ name: "events", fields: [{ name: "type", kind: "text" }, { name: "properties", kind: "document" }] }],
});

test("the parts of a filter are those that and joins, however nested", () => {
  const where = { and: [isA, { and: [plan, { and: [] }] }, either] };
  assert.deepEqual(partsOf({ where }, ["where"]), [
    { path: ["where", "and", 0], node: isA },
    { path: ["where", "and", 1, "and", 0], node: plan },
    { path: ["where", "and", 2], node: either },
  ]);
  assert.deepEqual(partsOf({}, ["where"]), []);
  assert.deepEqual(partsOf({ where: isA }, ["where"]), [{ path: ["where"], node: isA }]);
  assert.deepEqual(partsOf({ where: 5 }, ["where"]), [{ path: ["where"], node: 5 }]);
});

test("a new part is joined by and to what is there", () => {
  const add = (/** @type {Json} */ document) => withFilter(document, ["where"], plan);
  assert.deepEqual(add({}), { where: plan });
  assert.deepEqual(add({ where: isA }), { where: { and: [isA, plan] } });
  assert.deepEqual(add({ where: { and: [] } }), { where: { and: [plan] } });
  assert.deepEqual(add({ where: either, limit: 1 }), { where: { and: [either, plan] }, limit: 1 });
});

test("the last part takes the filter with it", () => {
  const remove = (/** @type {Json} */ where, /** @type {Path} */ path) => withoutFilter({ where, limit: 1 }, ["where", ...path]);
  assert.deepEqual(remove(isA, []), { limit: 1 });
  assert.deepEqual(remove({ and: [isA] }, ["and", 0]), { limit: 1 });
  assert.deepEqual(remove({ and: [isA, isB] }, ["and", 0]), { where: { and: [isB] }, limit: 1 });
  assert.deepEqual(remove({ and: [{ and: [isA] }, isB] }, ["and", 0, "and", 0]), { where: { and: [isB] }, limit: 1 });
});

test("a condition is read with the path of its operand", () => {
  assert.deepEqual(readCondition(plan), { reference: { field: "properties", path: ["plan"] }, operator: "gt", operand: 3, operandPath: ["condition", "value", "value"] });
  assert.deepEqual(readCondition(isA)?.operandPath, ["condition", "value"]);
  for (const node of /** @type {Json[]} */ ([either, { not: isA }, 5, null, { condition: null }, { condition: { field: 1, operator: "eq" } }, { ...isA, and: [] }, { condition: { ...isA.condition, note: "" } }])) {
    assert.equal(readCondition(node), null, JSON.stringify(node));
  }
});

test("another operator keeps the operand if it can", () => {
  const change = (/** @type {Json} */ node, /** @type {string} */ name, /** @type {any} */ kind) => withOperator(vocabulary, node, name, kind);
  assert.equal(change(isA, "eq", "text"), isA);
  assert.deepEqual(change(isA, "in", "text"), { condition: { field: "type", operator: "in", value: ["a"] } });
  assert.deepEqual(change(change(isA, "in", "text"), "gt", "text"), { condition: { field: "type", operator: "gt", value: "a" } });
  assert.deepEqual(change(isA, "isNull", "text"), { condition: { field: "type", operator: "isNull" } });
  assert.deepEqual(change(plan, "contains", "path"), { condition: { field: "properties", operator: "contains", value: { path: ["plan"], value: "3" } } });
  assert.deepEqual(change(plan, "isNull", "path"), { condition: { field: "properties", operator: "isNull", value: { path: ["plan"] } } });
});

test("a condition about another reference keeps its operator and operand if they fit", () => {
  const about = (/** @type {Json} */ node, /** @type {any} */ reference) => aboutReference(vocabulary, "events", node, reference);
  assert.equal(about(plan, { field: "properties", path: ["plan"] }), plan);
  assert.deepEqual(about(plan, { field: "type" }), { condition: { field: "type", operator: "gt", value: "3" } });
  assert.deepEqual(about(isA, { field: "properties", path: ["a", "b"] }), { condition: { field: "properties", operator: "eq", value: { path: ["a", "b"], value: "a" } } });
});

test("values are suggested under the other conditions", () => {
  const query = { where: { and: [isA, plan] }, range: "past 7 days", now: "2026-01-01", limit: 3 };
  assert.deepEqual(otherConditions(query, ["where", "and", 0]), { where: { and: [plan] }, range: "past 7 days", now: "2026-01-01" });
  assert.deepEqual(otherConditions(query, ["select", 0, "where"]), { where: query.where, range: "past 7 days", now: "2026-01-01" });
  assert.deepEqual(otherConditions({}, ["where", "new"]), {});
});
