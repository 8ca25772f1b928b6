/** A chart over time says the numbers of the API: by keys, at the pointer and in its legend. */

import { isDeepStrictEqual } from "node:util";

import { chartOn, daysBefore, dayText, explored, numberText, ZONE } from "../charts.mjs";

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "result/series.js", from: "series.values[index] = value;", to: "series.values[index] = value && value + 1;", step: "keys read each bucket" },
  { file: "result/reading.js", from: "formatTime(comparedTime, zone, unit)", to: 'formatTime(comparedTime, "UTC", unit)', step: "keys read each bucket" },
  { file: "result/tip.js", from: "<b>${text}</b>", to: "<b>${before}</b>", step: "the pointer reads a bucket" },
  { file: "result/legend.js", from: "formatNumber(total)", to: "formatNumber(total + 1)", step: "the legend has the sums" },
  { file: "result/plot.js", from: "alpha: 0.25", to: "alpha: 1", step: "a series of the legend stands out" },
  { file: "result/time_chart.js", from: "!hidden.includes(name)", to: "true", step: "a hidden series is not read" },
];

const query = {
  select: [{ type: "time", timeUnit: "day" }, { type: "aggregation", aggregation: "count" }],
  groupBy: [{ field: "type", top: { limit: 5, other: "Other" } }],
  range: daysBefore(20),
  compare: "previous",
  timezone: ZONE,
};

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, see, ask, until }) {
  /** @type {import("../charts.mjs").Row[]} */
  const rows = (await ask("/query/events", query)).data.result;
  const times = [...new Set(rows.map((row) => row.createdAt_day))];
  const { chart, said } = chartOn(page);
  const partsOf = (/** @type {string} */ sentence) => {
    const [time, values = ""] = sentence.split(": ");
    return [time, ...values.split("; ").sort()];
  };
  const expectedAt = (/** @type {unknown} */ time) => {
    const own = rows.filter((row) => row.createdAt_day === time);
    const values = own.map(({ type, count, compared_count }) => `${type} ${numberText(count)}, before ${numberText(compared_count)}`);
    return [dayText(time), ...[...values, `before is ${dayText(own[0]?.compared_createdAt_day)}`].sort()];
  };

  step("keys read each bucket");
  await enter(explored(query, "line"));
  await see(chart);
  await chart.press("Home");
  for (const time of times) {
    await until(async () => partsOf(await said()), expectedAt(time));
    await chart.press("ArrowRight");
  }
  await until(async () => partsOf(await said()), expectedAt(times.at(-1)));
  await chart.press("ArrowLeft");
  await until(async () => partsOf(await said()), expectedAt(times.at(-2)));
  await chart.press("Escape");
  await until(said, "");

  step("the pointer reads a bucket");
  await chart.hover();
  const tip = async () => {
    const [title = "", ...lines] = (await chart.locator(".tip > *").allInnerTexts()).map((text) => text.replaceAll("\n", " "));
    return [title, ...lines.sort()];
  };
  const expectedUnder = (/** @type {string | undefined} */ title) => {
    const own = rows.filter((row) => dayText(row.createdAt_day) === title);
    const lines = own.map(({ type, count, compared_count }) => `${type} ${numberText(count)} ${numberText(compared_count)}`);
    return [title, ...[...lines, `before: ${dayText(own[0]?.compared_createdAt_day)}`].sort()];
  };
  await until(tip, (lines) => isDeepStrictEqual(lines, expectedUnder(lines[0])));

  step("the legend has the sums");
  const legend = page.getByRole("list", { name: "Series" }).getByRole("button");
  /** @type {Record<string, number>} */
  const sums = {};
  for (const { type, count } of rows) sums[String(type)] = (sums[String(type)] ?? 0) + Number(count);
  const shown = async () => (await legend.allInnerTexts()).map((text) => text.trim().split(/\s+/).join(" ")).sort();
  await until(shown, Object.entries(sums).map(([type, sum]) => `${type} ${numberText(sum)}`).sort());

  step("a series of the legend stands out");
  const drawing = () => chart.locator("canvas").evaluate((canvas) => /** @type {HTMLCanvasElement} */ (canvas).toDataURL());
  const whole = await drawing();
  const other = legend.filter({ hasText: "Other" });
  await other.hover();
  await until(drawing, (image) => image !== whole);
  await chart.hover();
  await until(drawing, whole);

  step("a hidden series is not read");
  await other.click();
  await see(page.getByRole("button", { name: "Other", pressed: false }));
  await chart.press("Home");
  await until(said, (text) => text.startsWith(dayText(times[0])) && !text.includes("Other"));
  await other.click();
  await chart.press("Home");
  await until(async () => partsOf(await said()), expectedAt(times[0]));
}
