import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser_globals.mjs";

const { asCopied, asExported, isEmpty, renderAdded } = await import("../../../evsrv/web/page/screens/explore/asked_question.js");

const count = { type: "aggregation", aggregation: "count" };
const NUMBER = { name: "count", role: "number", kind: "number" };

/** @param {import("../../../evsrv/web/page/types.js").Row[]} result @param {...object} columns */
const data = (result, ...columns) => /** @type {any} */ ({ result, columns });

test("an answer is empty without rows, and if all its numbers are 0 or missing", () => {
  assert(isEmpty(data([], NUMBER)));
  assert(isEmpty(data([{ count: 0 }, {}], NUMBER)));
  assert(!isEmpty(data([{ count: 0, compared_count: 1 }], NUMBER, { ...NUMBER, name: "compared_count" })));
  assert(!isEmpty(data([{ type: "x" }], { name: "type", role: "group", kind: "text" })));
});

test("a copied query has the rows of the page, and its range stays relative", () => {
  assert.deepEqual(asCopied({ select: [count], range: "past 7 days" }, 10), { select: [count], range: "past 7 days", limit: 10 });
  assert.deepEqual(asCopied({ select: [count], limit: 3 }, 10), { select: [count], limit: 3 });
  assert.deepEqual(asCopied({}, 10), {});
});

test("an exported query has all rows up to the now of the answer, and no meta", () => {
  const asked = { range: "past 7 days", now: "2026-01-01T00:00:00.000Z", limit: 10, meta: true };
  assert.deepEqual(asExported({ dataset: "events", query: { range: "past 7 days", meta: true }, asked, data: data([]) }), { range: "past 7 days", now: asked.now });
  assert.deepEqual(asExported({ dataset: "events", query: { limit: 3 }, asked: { limit: 3, meta: true }, data: data([]) }), { limit: 3 });
});

test("the members that the page adds are named", () => {
  assert.equal(renderAdded({ select: [count] }, 10), "limit: 10, meta: true");
  assert.match(renderAdded({ range: "past 7 days" }, 10), /^now: "\d{4}-.*Z", meta: true$/);
  assert.equal(renderAdded({ meta: true, limit: 1, select: [count] }, 10), "");
});
