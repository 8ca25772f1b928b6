/** The terms of a plugin file are in all pickers of the builder, and a query with them is answered. */
import assert from "node:assert/strict";

import { COUNT, fragmentOf, questionOf, rowsOf } from "../explore.mjs";

const OWN = '.filter(({ plugin }) => plugin.startsWith("builtin."))';

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  {
    file: "builder/item_chips.js",
    from: '...choicesOf(termsOf(vocabulary, "time unit"))',
    to: `...choicesOf(termsOf(vocabulary, "time unit")${OWN})`,
    step: "a time unit",
  },
  { file: "builder/reference_picker.js", from: "dataset.fields.flatMap(", to: "dataset.fields.filter(({ derived }) => !derived).flatMap(", step: "a derived field" },
  { file: "builder/reference_picker.js", from: 'takersOf(vocabulary, "function", kind)', to: `takersOf(vocabulary, "function", kind)${OWN}`, step: "a function" },
  {
    file: "builder/item_chips.js",
    from: 'choicesOf(kind ? takersOf(vocabulary, "aggregation", kind)',
    to: `choicesOf(kind ? takersOf(vocabulary, "aggregation", kind)${OWN}`,
    step: "an aggregation",
  },
  { file: "builder/filter_chips.js", from: "operatorsFor(vocabulary, kind)", to: `operatorsFor(vocabulary, kind)${OWN}`, step: "an operator, by its phrase" },
  { file: "query/asked.js", from: "...query,\n", to: '...query, groupBy: [{ field: "place" }],\n', step: "the answer is the API's" },
];
/** @type {import("../driver.mjs").Path["server"]} */
export const server = "plugin";

const number = new Intl.NumberFormat("en");
const RANGE = "7 days to date";

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, until, ask }) {
  const query = () => questionOf(page).query;
  const group = (/** @type {string} */ name) => page.getByRole("group", { name, exact: true });
  /** @param {string} label @param {string} typed @param {string} option */
  const pick = async (label, typed, option) => {
    await page.getByRole("combobox", { name: label, exact: true }).last().fill(typed);
    await page.getByRole("option", { name: option }).first().click();
  };

  step("a time unit");
  await enter(fragmentOf({ select: [COUNT], range: RANGE }));
  await page.getByLabel("Time unit").selectOption({ label: "shift" });
  await until(() => query().select, [{ type: "time", timeUnit: "shift" }, COUNT]);
  step("a derived field");
  await group("Group by").getByRole("button", { name: "+ Field" }).click();
  await pick("Field to group by", "place", "place text");
  await until(() => query().groupBy, [{ field: "place" }]);
  step("a function");
  await group("Group by").getByRole("button", { name: "+ Field" }).click();
  await pick("Field to group by", "first half of search", "first half of searchQuery");
  await until(() => query().groupBy, [{ field: "place" }, { field: "searchQuery", apply: "firstHalf" }]);
  step("an aggregation");
  await pick("Field", "properties.latencyMs", "properties.latencyMs");
  await page.getByLabel("Aggregation").selectOption({ label: "spread" });
  const spread = { type: "aggregation", aggregation: "spread", field: "properties", path: ["latencyMs"] };
  await until(() => query().select, [{ type: "time", timeUnit: "shift" }, spread]);
  step("an operator, by its phrase");
  await group("Where").getByRole("button", { name: "+ Filter" }).click();
  await pick("Field to filter", "searchQuery", "searchQuery");
  await page.getByLabel("Operator on searchQuery").selectOption({ label: "has the word" });
  await page.getByRole("combobox", { name: "Value for searchQuery" }).fill("key");
  await page.keyboard.press("Enter");
  const where = { condition: { field: "searchQuery", operator: "hasWord", value: "key" } };
  await until(() => query().where, where);
  step("the answer is the API's");
  const { result } = (await ask("/query/events", { select: [{ type: "time", timeUnit: "shift" }, spread], groupBy: query().groupBy, where, range: RANGE, limit: 10_000 })).data;
  const shown = result.map((/** @type {any} */ row) => [row.place, row.searchQuery_firstHalf, number.format(row["spread_properties.latencyMs"])]);
  assert(shown.length > 1);
  await until(async () => (await rowsOf(page)).map(([, ...rest]) => rest), shown);
}
