import assert from "node:assert/strict";
import { test } from "node:test";

import { titleOf } from "../../../evsrv/web/page/query/title.js";

const day = { type: "time", timeUnit: "day" };
const count = { type: "aggregation", aggregation: "count" };
const p95 = { type: "aggregation", aggregation: "p95", field: "properties", path: ["latencyMs"] };

for (const [title, dataset, query] of /** @type {[string, string, any][]} */ ([
  ["Events by type, each day", "events", { select: [day, count], groupBy: [{ field: "type", top: { limit: 5, other: "Other" } }] }],
  ["Feedback", "feedback", { select: [count] }],
  ["Events by type (top 3)", "events", { select: [count], groupBy: [{ field: "type", top: { limit: 3 } }] }],
  ["Events and p95 of properties.latencyMs, each day", "events", { select: [day, count, p95] }],
  ["Distinct user by createdAt_dayOfWeek and properties.plan", "events", {
    select: [{ type: "aggregation", aggregation: "countDistinct", field: "user" }],
    groupBy: [{ field: "createdAt", apply: "dayOfWeek" }, { field: "properties", path: ["plan"] }],
  }],
  ["Dau, wau and stickiness", "events", { select: [{ ...count, as: "dau" }, { ...count, as: "wau" }, { type: "formula", formula: "dau / wau", as: "stickiness" }] }],
  ["Conversations by userMessageCount", "conversations", { select: [count, { type: "bucket", field: "userMessageCount", width: 5 }] }],
  ["Events by type where type eq x and user isNull, each day", "events", {
    select: [day, count],
    groupBy: [{ field: "type" }],
    where: { and: [{ condition: { field: "type", operator: "eq", value: "x" } }, { condition: { field: "user", operator: "isNull" } }] },
  }],
  ["Events where properties.plan in pro, free, newest first", "events", { where: { condition: { field: "properties", operator: "in", value: { path: ["plan"], value: ["pro", "free"] } } } }],
  ["Events, filtered", "events", { select: [count], where: { not: { condition: { field: "type", operator: "isNull" } } } }],
  ["Events, compared with the period before", "events", { select: [count], compare: "previous" }],
  ["Events, compared with 1 year before", "events", { select: [count], compare: "1 year" }],
  ["Values by type", "events", { groupBy: [{ field: "type" }] }],
  ["Events, newest first", "events", {}],
  ["Events by createdAt, lowest first", "events", { orderBy: [{ field: "createdAt", direction: "asc" }] }],
  ["Events, newest first", "events", { select: "what", groupBy: null, orderBy: [null] }],
])) {
  test(`${JSON.stringify(query)} is titled`, () => assert.equal(titleOf(dataset, query), title));
}

test("operators are called by their phrases, and a long operand is cut", () => {
  const vocabulary = /** @type {any} */ ({ terms: [{ kind: "operator", name: "eq", phrase: "is" }] });
  const where = { condition: { field: "type", operator: "eq", value: "x".repeat(50) } };
  assert.equal(titleOf("events", { select: [count], where }, vocabulary), `Events where type is ${"x".repeat(40)}…`);
});
