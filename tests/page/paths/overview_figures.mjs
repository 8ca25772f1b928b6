/** The figures on Overview are the API's, for each range, and a panel opens in Explore with its query. */
import { askFigures, nextMark, readFigures } from "../board.mjs";
import { rowsOf } from "../explore.mjs";

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "screens/overview/panels.js", from: 'field: "count", direction: "desc"', to: 'field: "count", direction: "asc"', step: "the figures of 30 days are the API's" },
  { file: "screens/overview/panels.js", from: 'compared(basis, "user")', to: 'compared(basis, "id")', step: "the figures of 30 days are the API's" },
  { file: "screens/overview/panel.js", from: "JSON.stringify(sources)", to: "\"sources\"", step: "another range changes all panels" },
  { file: "screens/overview/controls.js", from: 'changing("range")', to: 'changing("timezone")', step: "another range changes all panels" },
  { file: "screens/overview/overview.js", from: 'changing("by")', to: 'changing("now")', step: "the chart has a line for each type" },
  { file: "screens/overview/panel.js", from: "exploreAddress(dataset, query, view)", to: 'exploreAddress(dataset, { ...query, range: "past 24 hours" }, view)', step: "a panel opens in Explore with its query" },
];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, ask, until, see }) {
  const now = nextMark();
  /** @param {string} range @param {string} [lines] */
  const shows = async (range, lines) => until(() => readFigures(page), await askFigures(ask, { range, now }, [], lines));
  step("the figures of 30 days are the API's");
  await enter(`#/overview?now=${now}`);
  await shows("30 days to date");
  step("another range changes all panels");
  await page.goto(`${page.url().replace(/#.*/, "")}#/overview`);
  await page.getByRole("button", { name: "7 d", exact: true }).click();
  await until(() => page.url().includes("range=7+days+to+date"), true);
  await shows("7 days to date");
  step("the chart has a line for each type");
  await page.getByRole("button", { name: "Type", exact: true }).click();
  await shows("7 days to date", "type");
  step("a panel opens in Explore with its query");
  const shown = (await readFigures(page))["What is searched"];
  await page.getByRole("link", { name: "What is searched" }).click();
  await see(page.getByRole("link", { name: "Explore", exact: true }).and(page.locator("[aria-current=page]")));
  await until(async () => (await rowsOf(page)).map((cells) => cells.join(" ")), shown ?? []);
}
