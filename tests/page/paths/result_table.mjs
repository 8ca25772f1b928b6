/** The table has the values of the API, shows more rows if asked, and opens a row with all its members. */

import { daysBefore, explored, queryShown, ZONE } from "../charts.mjs";

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "result/result_table.js", from: "const value = row[column.name];", to: "const value = row[columns[0].name];", step: "each cell is the value of the API" },
  { file: "result/result_table.js", from: "setLimit(limit + MORE_ROWS)", to: "setLimit(limit)", step: "more rows are shown" },
  { file: "result/record_dialog.js", from: "value: parsed(member)", to: "value: member", step: "a row opens" },
  { file: "result/record_dialog.js", from: "writeText(text)", to: "writeText(name)", step: "a value is copied" },
  { file: "result/record_dialog.js", from: "onUser(user)", to: 'onUser("")', step: "the events of the user are listed" },
];

const query = { range: daysBefore(20), orderBy: [{ field: "createdAt", direction: "desc" }], timezone: ZONE, limit: 450 };

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, ask, until, see }) {
  const { result, columns } = (await ask("/query/events", { ...query, meta: true })).data;
  const time = { timeZone: ZONE, day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" };
  const textOf = (/** @type {unknown} */ value, /** @type {string} */ kind) => {
    if (value === null || value === undefined) return "—";
    if (kind === "time") return new Date(String(value)).toLocaleString("en-GB", /** @type {Intl.DateTimeFormatOptions} */ (time));
    return typeof value === "string" ? value : JSON.stringify(value);
  };
  const expected = result.map((/** @type {import("../charts.mjs").Row} */ row) =>
    columns.map((/** @type {{name: string, kind: string}} */ { name, kind }) => textOf(row[name], kind)));
  const table = page.getByRole("region", { name: "Rows" }).getByRole("table");
  const cells = () => table.locator("tbody tr").evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));

  step("each cell is the value of the API");
  await enter(explored(query));
  await until(cells, expected.slice(0, 100));

  step("more rows are shown");
  await page.getByRole("button", { name: "Show 350 more rows" }).click();
  await until(cells, expected);

  step("a row opens");
  const index = result.findIndex((/** @type {any} */ row) => row.properties?.client && row.userProperties?.userId);
  const record = result[index];
  await table.locator("tbody tr").nth(index).getByRole("button").press("Enter");
  const dialog = page.getByRole("dialog", { name: record.type });
  await until(() => dialog.locator("div:has(> dt:text-is('properties.client')) pre").innerText(), JSON.stringify(JSON.parse(record.properties.client), null, 2));

  step("a value is copied");
  await dialog.getByRole("button", { name: "Copy id", exact: true }).click();
  await see(dialog.getByText("Copied id"));
  await until(() => page.evaluate(() => navigator.clipboard.readText()), record.id);

  step("the events of the user are listed");
  await dialog.getByRole("button", { name: "All events of this user, in order" }).click();
  await until(() => queryShown(page).where, { condition: { field: "user", operator: "eq", value: record.userProperties.userId } });
}
