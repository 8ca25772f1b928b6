/** The screen Properties lists keys with their shares, the values of one, and leads to Explore. */

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "screens/properties/key_list.js", from: "formatPercent(share)", to: "formatPercent(share / 2)", step: "keys are listed with kinds and shares" },
  { file: "screens/properties/properties.js", from: "show({ key: name })", to: "show({})", step: "a key shows its values" },
  { file: "screens/properties/key_values.js", from: "formatNumber(count)", to: "formatNumber(count + 1)", step: "a key shows its values" },
  { file: "screens/properties/properties.js", from: "show({ dataset: name })", to: "show({})", step: "another dataset has other keys" },
  { file: "screens/properties/queries.js", from: 'operator: "eq"', to: 'operator: "neq"', step: "a value filters in Explore" },
];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, see, ask, until }) {
  const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
  const number = new Intl.NumberFormat("en");
  const rows = async () => (await page.getByRole("region", { name: "Keys" }).getByRole("row").allInnerTexts()).slice(1);
  const listed = async (/** @type {unknown} */ body) =>
    (await ask("/query/property-keys", body)).results.map((/** @type {any} */ { key, kinds, share }) =>
      [key, kinds.join(", ") || "null, or in older rows", percent.format(share)].join("\t"));

  step("keys are listed with kinds and shares");
  await enter("#/properties");
  await until(rows, await listed({ field: "properties", details: true, views: ["events_view"] }));
  step("a key shows its values");
  await page.getByRole("button", { name: "plan", exact: true }).click();
  await see(page.getByRole("heading", { name: "plan" }));
  const { results } = await ask("/query/property-values", { field: "properties", key: "plan", counts: true, views: ["events_view"] });
  const values = page.getByRole("region", { name: "plan" }).getByRole("listitem");
  await until(
    () => values.allInnerTexts(),
    results.map((/** @type {any} */ { value, count }) => `${value}\n${number.format(count)}`),
  );
  step("another dataset has other keys");
  await page.getByRole("button", { name: "conversations" }).click();
  await until(rows, await listed({ field: "properties", details: true, views: ["conversations_view"] }));
  step("a value filters in Explore");
  await page.goBack();
  await page.getByRole("link", { name: "pro", exact: true }).click();
  await until(() => decodeURIComponent(page.url()), (url) => url.includes("#/explore?") && url.includes('"operator":"eq"'));
}
