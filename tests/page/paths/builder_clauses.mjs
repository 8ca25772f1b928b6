/** Numbers, groups, order and limit are picked from what the server knows; a refusal stands at its control. */
import { COUNT, fragmentOf, questionOf } from "../explore.mjs";

export const provokes = [422];

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "builder/builder.js", from: 'add("select", count)', to: "null", step: "a number is added" },
  { file: "builder/item_chips.js", from: "changed.field !== undefined || !needsField(changed)", to: "true", step: "an aggregation waits for its field" },
  { file: "builder/builder.js", from: "setKeys((found) => ({ ...found, [name]: body.results }))", to: "null", step: "events are grouped by a property" },
  { file: "builder/item_chips.js", from: 'set("limit", numberOr(text))', to: 'set("limit", text)', step: "a group shows its top values" },
  { file: "builder/item_chips.js", from: '!["over", "where"].includes(name)', to: "true", step: "a running total has a name" },
  { file: "builder/item_chips.js", from: 'set("direction", direction)', to: "null", step: "a rank has an order and groups" },
  { file: "builder/item_chips.js", from: "JSON.parse(groups)", to: "groups", step: "a rank has an order and groups" },
  { file: "builder/builder.js", from: "[unit, ...(grouped ? select : [count])]", to: "[unit]", step: "a unit of time is chosen" },
  { file: "builder/builder.js", from: 'withPart(query, ["limit"], text', to: 'withPart(query, ["offset"], text', step: "rows are sorted and limited" },
  { file: "builder/chip.js", from: '"aria-describedby": id', to: "", step: "a refusal stands at its control" },
];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, see, until }) {
  const query = () => questionOf(page).query;
  const button = (/** @type {string} */ name) => page.getByRole("button", { name, exact: true });
  const users = { type: "aggregation", aggregation: "countDistinct", field: "user" };

  step("a number is added");
  await enter(fragmentOf({ range: "7 days to date" }));
  await see("the newest events, one a row");
  await button("+ Number").click();
  await until(() => query().select, [COUNT]);
  step("an aggregation waits for its field");
  await button("+ Number").click();
  const second = page.getByRole("group", { name: "Show" }).locator(".chip").nth(1);
  await second.getByLabel("Aggregation").selectOption("countDistinct");
  await until(() => query().select, [COUNT, COUNT]);
  await second.getByRole("combobox", { name: "Field" }).fill("user");
  await see(page.getByRole("option", { name: /^user text/ }));
  await second.getByRole("combobox", { name: "Field" }).press("Enter");
  await until(() => query().select, [COUNT, users]);
  step("events are grouped by a property");
  await button("+ Field").click();
  await page.getByRole("combobox", { name: "Field to group by" }).fill("plan");
  await page.getByRole("option", { name: /^properties\.plan string/ }).click();
  await until(() => query().groupBy, [{ field: "properties", path: ["plan"] }]);
  step("a group shows its top values");
  await page.getByLabel("More on group properties.plan").click();
  await page.getByLabel("Top values", { exact: true }).fill("2");
  await page.keyboard.press("Tab");
  await until(() => query().groupBy[0].top, { limit: 2 });
  await page.getByLabel("Others as").fill("rest");
  await page.keyboard.press("Enter");
  await until(() => query().groupBy[0].top, { limit: 2, other: "rest" });
  await page.getByLabel("Top values by").selectOption("countDistinct_user");
  await until(() => query().groupBy[0].top, { limit: 2, other: "rest", by: "countDistinct_user" });
  await page.keyboard.press("Escape");
  step("a running total has a name");
  await page.getByLabel("More on count", { exact: true }).click();
  await page.getByLabel("Over buckets").first().fill("all");
  await page.keyboard.press("Tab");
  await until(() => query().select[0], { ...COUNT, as: "count1", over: "all" });
  step("a rank has an order and groups");
  await button("+ Rank").click();
  const rank = { type: "rank", by: "count1", as: "rank1" };
  await until(() => query().select[2], rank);
  await page.getByLabel("More on rank1").click();
  await page.getByLabel("Order of ranks").selectOption("asc");
  await page.getByLabel("Rank within").selectOption("properties.plan");
  await until(() => query().select[2], { ...rank, direction: "asc", within: ["properties.plan"] });
  await page.getByLabel("Rank within").selectOption("all rows");
  await until(() => query().select[2], { ...rank, direction: "asc" });
  await page.keyboard.press("Escape");
  step("a unit of time is chosen");
  await page.evaluate((fragment) => (location.hash = fragment), fragmentOf({ range: "7 days to date" }));
  await see("the newest events, one a row");
  await until(() => page.getByLabel("Time unit").locator("option").first().textContent(), "no time unit");
  await page.getByLabel("Time unit").selectOption("day");
  await until(() => query().select, [{ type: "time", timeUnit: "day" }, COUNT]);
  step("rows are sorted and limited");
  await button("+ Order").click();
  await page.getByLabel("Limit").fill("3");
  await page.getByLabel("Limit").press("Enter");
  await until(query, { range: "7 days to date", select: [{ type: "time", timeUnit: "day" }, COUNT], orderBy: [{ field: "count", direction: "desc" }], limit: 3 });
  step("a refusal stands at its control");
  const wrong = { condition: { field: "type", operator: "in", value: ["chat_opened", 5] } };
  await page.evaluate((fragment) => (location.hash = fragment), fragmentOf({ select: [COUNT], where: { and: [wrong] } }));
  const value = page.getByRole("combobox", { name: "Value for type" });
  await until(() => value.getAttribute("aria-invalid"), "true");
  const described = page.locator(`[id="${await value.getAttribute("aria-describedby")}"]`);
  await until(async () => /string/.test((await described.textContent()) ?? ""), true);
}
