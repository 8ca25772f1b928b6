/** Explore begins with the events of the last 30 days by type, and its numbers are the API's. */
import { questionOf, rowsOf } from "../explore.mjs";

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "screens/explore/state.js", from: "limit: 5", to: "limit: 4", step: "the address holds the first question" },
  { file: "screens/explore/state.js", from: "timezone: browserZone,", to: "", step: "the address holds the first question" },
  { file: "screens/explore/result.js", from: "titleOf(dataset, query, vocabulary)", to: "dataset", step: "a title says what is shown" },
  { file: "screens/explore/asked_question.js", from: "runQuery(dataset, asked, signal)", to: 'runQuery(dataset, { ...asked, range: "7 days to date" }, signal)', step: "the numbers are the API's" },
  { file: "screens/explore/result.js", from: "${completenessOf(data)} ·", to: "", step: "the number of rows is told" },
  { file: "screens/explore/explore.js", from: 'useShortcut("Ctrl+Enter", "runs the question", run);', to: "", step: "an unchanged answer is told" },
];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, see, until, ask }) {
  const number = new Intl.NumberFormat("en");
  step("the address holds the first question");
  await enter("#/explore");
  const query = {
    select: [{ type: "time", timeUnit: "day" }, { type: "aggregation", aggregation: "count" }],
    groupBy: [{ field: "type", top: { limit: 5, other: "Other" } }],
    range: "30 days to date",
    timezone: "Europe/Berlin",
    fill: true,
  };
  await until(() => questionOf(page), { dataset: "events", query, view: null });
  step("a title says what is shown");
  await see(page.getByRole("heading", { name: "Events by type, each day" }));
  step("the numbers are the API's");
  const { data } = await ask("/query/events", { ...query, limit: 1000 });
  const expected = data.result.map((/** @type {any} */ row) => [row.type, number.format(row.count)]);
  await page.getByRole("button", { name: /more rows/ }).click();
  await until(async () => (await rowsOf(page)).map((cells) => cells.slice(1)), expected);
  step("the number of rows is told");
  await see(page.getByRole("status").filter({ hasText: `${data.total} rows · ` }));
  step("an unchanged answer is told");
  await page.keyboard.press("Control+Enter");
  await see(page.getByRole("status").filter({ hasText: "unchanged" }));
}
