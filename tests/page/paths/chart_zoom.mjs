/** A part of the chart that is selected, by the pointer or by keys, becomes the range of the question. */

import assert from "node:assert/strict";

import { chartOn, daysBefore, dayText, explored, queryShown, ZONE } from "../charts.mjs";

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "result/time_chart.js", from: "times[last + 1]", to: "times[last]", step: "a drag zooms" },
  { file: "result/time_chart.js", from: "anchor: event.shiftKey &&", to: "anchor: !event.shiftKey &&", step: "keys zoom" },
  { file: "result/time_chart.js", from: 'data.range?.split("/")[1]', to: "undefined", step: "the last bucket ends with the range" },
];

const query = {
  select: [{ type: "time", timeUnit: "day" }, { type: "aggregation", aggregation: "count" }],
  range: daysBefore(20),
  timezone: ZONE,
  fill: true,
};

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, see, ask, until }) {
  const { result, range } = (await ask("/query/events", query)).data;
  const times = result.map((/** @type {import("../charts.mjs").Row} */ row) => row.createdAt_day);
  const { chart, said } = chartOn(page);
  const starts = (/** @type {number} */ index) => until(said, (text) => text.startsWith(dayText(times[index])));
  const zoomed = (/** @type {unknown} */ from, /** @type {unknown} */ before) => until(() => queryShown(page).range, `${from}/${before}`);

  step("a drag zooms");
  await enter(explored(query, "line"));
  await see(chart);
  const area = await chart.locator(".u-over").boundingBox();
  assert(area);
  const leftOf = (/** @type {number} */ index) => area.x + (area.width * index) / (times.length - 1);
  await page.mouse.move(leftOf(9), area.y + 40);
  await page.mouse.down();
  await page.mouse.move(leftOf(4), area.y + 60, { steps: 5 });
  await page.mouse.up();
  await zoomed(times[4], times[10]);
  await until(async () => (await chart.press("Home"), said()), (text) => text.startsWith(dayText(times[4])));
  await chart.press("End");
  await starts(9);

  step("keys zoom");
  await chart.press("ArrowLeft");
  await chart.press("Shift+ArrowLeft");
  await chart.press("Shift+ArrowLeft");
  await starts(6);
  await chart.press("Enter");
  await zoomed(times[6], times[9]);

  step("the last bucket ends with the range");
  await page.goBack();
  await page.goBack();
  await until(async () => (await chart.press("End"), said()), (text) => text.startsWith(dayText(times.at(-1))));
  await chart.press("Shift+ArrowLeft");
  await chart.press("Enter");
  await zoomed(times.at(-2), range.split("/")[1]);
}
