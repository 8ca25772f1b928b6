/** Filters are picked from values with counts, under the other filters and the range; all else of a filter stays. */
import { COUNT, fragmentOf, questionOf } from "../explore.mjs";

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "builder/builder.js", from: "filterButton.current?.click()", to: "null", step: "the key / adds a filter" },
  { file: "query/filters.js", from: "JSON.parse(JSON.stringify({ where, range, timezone, weekStart, now }))", to: "{}", step: "values are suggested with counts under the range" },
  { file: "ui/inputs.js", from: 'ArrowDown: () => move(1)', to: 'ArrowDown: () => move(0)', step: "a value is picked by the keyboard" },
  { file: "builder/operand_input.js", from: "...(prefix && { prefix })", to: "", step: "typed text narrows the values of a key" },
  { file: "query/filters.js", from: "return withPart(withPart(node, [\"condition\", \"operator\"], operator), condition.operandPath, operand);", to: "return withPart(node, [\"condition\", \"operator\"], operator);", step: "another operator keeps the value" },
  { file: "builder/operand_input.js", from: "onChange([...list, value])", to: "onChange([value])", step: "a list gets another value" },
  { file: "builder/filter_chips.js", from: "withFilter(document, [member], changed)", to: "withPart(document, [member], changed)", step: "typed text narrows the values of a key" },
  { file: "query/filters.js", from: "? withoutFilter(without, list.slice(0, -1)) : without", to: "? without : without", step: "the last filter takes where with it" },
];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, see, gone, ask, until }) {
  const where = () => questionOf(page).query.where;
  const options = page.locator("[role=listbox] [role=option]");
  const listed = () => options.allInnerTexts();
  const number = new Intl.NumberFormat("en");
  const frequent = (/** @type {any[]} */ results) => results.map(({ value, count }) => `${value}\n${number.format(count)}`);
  const isType = (/** @type {string} */ operator, /** @type {unknown} */ value) => ({ condition: { field: "type", operator, value } });

  step("the key / adds a filter");
  const range = "7 days to date";
  await enter(fragmentOf({ select: [COUNT], range, timezone: "UTC" }));
  await see(page.getByRole("button", { name: "+ Filter" }));
  await page.keyboard.press("/");
  const field = page.getByRole("combobox", { name: "Field to filter" });
  await see(field);
  step("values are suggested with counts under the range");
  await field.fill("type");
  await see(options.filter({ hasText: /^type/ }));
  await field.press("Enter");
  const value = page.getByRole("combobox", { name: "Value for type" });
  await value.click();
  const { now } = await page.evaluate(() => import(new URL("query/asked.js", document.baseURI).href).then(({ roundUp }) => ({ now: roundUp() })));
  const grouped = { select: [COUNT], groupBy: [{ field: "type" }], orderBy: [{ field: "count", direction: "desc" }], range, timezone: "UTC", now };
  const { data } = await ask("/query/events", grouped);
  await until(listed, frequent(data.result.map((/** @type {any} */ { type, count }) => ({ value: type, count }))));
  step("a value is picked by the keyboard");
  await value.press("ArrowDown");
  await value.press("ArrowDown");
  await value.press("Enter");
  const [first, second] = data.result.map((/** @type {any} */ { type }) => type);
  await until(where, isType("eq", second));
  step("typed text narrows the values of a key");
  await page.getByRole("button", { name: "+ Filter" }).click();
  await field.last().fill("properties.plan");
  await field.last().press("Enter");
  const plan = page.getByRole("combobox", { name: "Value for properties.plan" });
  await plan.fill("p");
  const values = { field: "properties", key: "plan", counts: true, views: ["events_view"], prefix: "p", where: where(), range, timezone: "UTC", now };
  await until(listed, frequent((await ask("/query/property-values", values)).results));
  await options.filter({ hasText: /^pro/ }).click();
  const isPro = { condition: { field: "properties", operator: "eq", value: { path: ["plan"], value: "pro" } } };
  await until(where, { and: [isType("eq", second), isPro] });
  step("another operator keeps the value");
  await page.getByLabel("Operator on type").selectOption({ label: "is one of" });
  await until(where, { and: [isType("in", [second]), isPro] });
  step("a list gets another value");
  await value.fill(first);
  await value.press("Enter");
  await until(where, { and: [isType("in", [second, first]), isPro] });
  await page.getByRole("button", { name: `Remove ${second}` }).click();
  await until(where, { and: [isType("in", [first]), isPro] });
  step("a nested filter stays, as JSON");
  const either = { or: [isPro, { not: isType("isNull", undefined) }] };
  await page.evaluate((fragment) => (location.hash = fragment), fragmentOf({ select: [COUNT], where: either, range, timezone: "UTC" }));
  await see(page.locator("code", { hasText: '{"or":[{"condition"' }));
  await page.getByRole("button", { name: "+ Filter" }).click();
  await field.fill("searchQuery");
  await field.press("Enter");
  await page.getByLabel("Operator on searchQuery").selectOption({ label: "is present" });
  await until(() => JSON.stringify(where()), JSON.stringify({ and: [either, { condition: { field: "searchQuery", operator: "isNotNull" } }] }));
  step("the last filter takes where with it");
  await page.getByRole("button", { name: "Remove filter on searchQuery" }).click();
  await page.getByRole("button", { name: /^Remove \{"or"/ }).click();
  await until(() => questionOf(page).query, { select: [COUNT], range, timezone: "UTC" });
  await gone(page.locator("code", { hasText: '{"or":[{"condition"' }));
}
