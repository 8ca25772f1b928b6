/** The questions of Overview, and its news of events. */
import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser_globals.mjs";
import { newsOf } from "../../../evsrv/web/page/screens/overview/newest.js";
import * as panels from "../../../evsrv/web/page/screens/overview/panels.js";

/** @typedef {import("../../../evsrv/web/page/screens/overview/newest.js").Newest} Newest */

test("the unit of the buckets fits the range", () => {
  for (const [range, unit] of [
    ["past 1 hour", "minute"],
    ["past 90 minutes", "minute"],
    ["past 24 hours", "hour"],
    ["previous day", "hour"],
    ["day to date", "hour"],
    ["7 days to date", "day"],
    ["month to date", "day"],
    ["90 days to date", "day"],
    ["previous quarter", "day"],
    ["previous 52 weeks", "week"],
    ["year to date", "week"],
    ["2026-03-01/2026-03-03", "hour"],
    ["2026-03-01/2026-04-01", "day"],
    ["2025-01-01/2026-01-01", "week"],
    ["2026-03-01T10:00:00.000Z/2026-03-01T11:30:00.000Z", "minute"],
    ["no range", "hour"],
  ]) {
    assert.equal(panels.unitFor(/** @type {string} */ (range)), unit, range);
  }
});

test("a filter has the chosen project and integration, and no empty parts", () => {
  const project = { condition: { field: "projectId", operator: "eq", value: "p" } };
  const integration = { condition: { field: "integrationId", operator: "eq", value: "i" } };
  assert.deepEqual(panels.whereOf({}), {});
  assert.deepEqual(panels.whereOf({ project: "p" }), { where: project });
  assert.deepEqual(panels.whereOf({ project: "p", integration: "i" }), { where: { and: [project, integration] } });
});

test("conversations are the stored ones, or else those that events name", () => {
  const [stored, named] = panels.conversations({ range: "7 days to date", timezone: "UTC" });
  assert.equal(stored?.dataset, "conversations");
  assert.equal(named?.dataset, "events");
  assert.deepEqual(named?.query.select, [{ type: "aggregation", aggregation: "countDistinct", field: "conversationId" }]);
});

test("the first answer has no news, and later ones what they bring", () => {
  const first = newestOf(["a"], undefined, 0);
  assert.deepEqual([first.arrived, first.words], [[], ""]);
  const second = newestOf(["b", "a"], first, 4000);
  assert.deepEqual([second.arrived, second.words], [["b"], "1 new event"]);
  const unchanged = newestOf(["b", "a"], second, 8000);
  assert.deepEqual([unchanged.arrived, unchanged.words], [["b"], "1 new event"]);
});

test("a screen reader hears of new events at most every 30 seconds, and of all of them", () => {
  let newest = newestOf(["b", "a"], newestOf(["a"], undefined, 0), 1000);
  newest = newestOf(["d", "c", "b", "a"], newest, 5000);
  assert.deepEqual([newest.arrived, newest.words], [["d", "c"], "1 new event"]);
  newest = newestOf(["e", "d", "c", "b", "a"], newest, 30_999);
  assert.equal(newest.words, "1 new event");
  newest = newestOf(["e", "d", "c", "b", "a"], newest, 31_000);
  assert.deepEqual([newest.arrived, newest.words], [["e"], "3 new events"]);
});

/** @param {string[]} ids @param {Newest | undefined} last @param {number} now @returns {Newest} */
function newestOf(ids, last, now) {
  const rows = ids.map((id) => ({ id }));
  return { query: {}, rows, isEmpty: false, ...newsOf(rows, last, now) };
}
