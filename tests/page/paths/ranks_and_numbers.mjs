/** Groups are bars in the order of the answer; numbers stand beside those of the range before. */

import { daysBefore, explored, numberText, ZONE } from "../charts.mjs";

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "result/ranks.js", from: "formatNumber(value)", to: "formatNumber(value + 1)", step: "bars are the groups of the API" },
  { file: "result/ranks.js", from: "formatNumber(more)", to: "formatNumber(rows.length)", step: "bars are the groups of the API" },
  { file: "result/result_chart.js", from: "column.name === chosen", to: "column.name === column.name", step: "another number is drawn" },
  { file: "result/big_numbers.js", from: "value > before", to: "value < before", step: "numbers stand beside those before" },
];

const people = { type: "aggregation", aggregation: "countDistinct", field: "user" };
const count = { type: "aggregation", aggregation: "count" };
const range = daysBefore(14);
const ranked = { select: [count, people], groupBy: [{ field: "properties", path: ["page"] }, { field: "type" }], range, orderBy: [{ field: "count", direction: "desc" }], timezone: ZONE };
const compared = { select: [count, people], range, compare: "previous", timezone: ZONE };
const PERCENT = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, ask, until, see }) {
  const { result, total } = (await ask("/query/events", ranked)).data;
  const bars = page.locator(".ranks li");
  const drawn = async () => (await bars.allInnerTexts()).map((text) => text.trim().split(/\s*\n\s*/).join(" | "));
  const expected = (/** @type {string} */ number) =>
    result.slice(0, 20).map((/** @type {any} */ row) => `${row["properties.page"] ?? "(none)"} · ${row.type} | ${numberText(row[number])}`);

  step("bars are the groups of the API");
  await enter(explored(ranked));
  await until(drawn, expected("count"));
  await see(`${numberText(total - 20)} more in the table.`);

  step("another number is drawn");
  await page.getByRole("combobox", { name: "Number", exact: true }).selectOption("countDistinct_user");
  await until(drawn, expected("countDistinct_user"));

  step("numbers stand beside those before");
  await enter(explored(compared));
  const [row] = (await ask("/query/events", compared)).data.result;
  const textOf = (/** @type {string} */ name) => {
    const [value, before] = [row[name], row[`compared_${name}`]];
    const change = value === before ? "unchanged" : `${value > before ? "▲" : "▼"} ${PERCENT.format(Math.abs((value - before) / before))}`;
    return `${name} ${numberText(value)} ${change} ${numberText(before)} before`;
  };
  const numbers = async () => (await page.locator(".numbers > div").allInnerTexts()).map((text) => text.split(/\s+/).join(" "));
  await until(numbers, [textOf("count"), textOf("countDistinct_user")]);
  if (row.count !== row.compared_count) await see(page.getByRole("img", { name: row.count > row.compared_count ? "up" : "down" }).first());
}
