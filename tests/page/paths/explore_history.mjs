/** A change of the question is a step of the history, and a link opens the same question. */
import { fragmentOf, questionOf, rowsOf } from "../explore.mjs";

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "ui/range_control.js", from: "chosen.join(", to: "chosen.reverse().join(", step: "the key t goes to the range, whose dates make an interval" },
  { file: "ui/range_control.js", from: "useShortcut(", to: "void (", step: "the key t goes to the range, whose dates make an interval" },
  { file: "session/address.js", from: '[replace ? "replaceState" : "pushState"]', to: '["replaceState"]', step: "the back button restores and runs a question" },
  { file: "screens/explore/explore.js", from: "  }, [run, damaged]);", to: "  }, []);", step: "controls change the question at once" },
  { file: "screens/explore/explore.js", from: "const changeView = ", to: "const changeView = () => {}; const unused = ", step: "a link restores the view" },
  { file: "screens/explore/controls.js", from: 'onChange=${set("compare")}', to: "onChange=${() => {}}", step: "controls change the question at once" },
  { file: "screens/explore/explore.js", from: "query: { ...defaultQuery(), ...Object.fromEntries(shared) } });", to: "query: defaultQuery() });", step: "another dataset keeps the time" },
  { file: "screens/explore/state.js", from: "return { damaged: text };", to: "return {};", step: "a damaged link keeps its text" },
];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, see, until, ask }) {
  const count = { type: "aggregation", aggregation: "count" };
  const first = { select: [{ type: "time", timeUnit: "week" }, count], range: "previous 2 weeks", timezone: "Asia/Tokyo" };
  const texts = async () => (await rowsOf(page)).map((cells) => cells.at(-1));
  const number = new Intl.NumberFormat("en");
  const expected = async (/** @type {object} */ query, dataset = "events") =>
    (await ask(`/query/${dataset}`, query)).data.result.map((/** @type {any} */ row) => number.format(Object.values(row).at(-1)));

  step("controls change the question at once");
  await enter(fragmentOf(first));
  await until(texts, await expected(first));
  await page.getByLabel("First day of the week").selectOption("sunday");
  const second = { ...first, weekStart: "sunday" };
  await until(() => questionOf(page).query, second);
  await until(texts, await expected(second));
  await page.getByLabel("Compare with").selectOption("previous");
  await until(() => questionOf(page).query, { ...second, compare: "previous" });
  await page.getByLabel("Time zone").selectOption("UTC");
  const third = { ...second, compare: "previous", timezone: "UTC" };
  await until(() => questionOf(page).query, third);
  await until(texts, await expected(third));
  step("the key t goes to the range, whose dates make an interval");
  await page.keyboard.press("t");
  await until(() => page.evaluate(() => document.activeElement?.textContent), "24 h");
  const [from, before] = (await ask("/query/events", third)).data.range.split("/");
  await page.getByLabel("From", { exact: true }).fill(`${Number(from.slice(0, 4)) - 1}-01-31`);
  await until(() => questionOf(page).query.range, `${Number(from.slice(0, 4)) - 1}-01-31/${before}`);
  await page.goBack();
  step("the back button restores and runs a question");
  await page.goBack();
  await page.goBack();
  await page.goBack();
  await until(() => questionOf(page).query, first);
  await until(texts, await expected(first));
  await page.goForward();
  await until(texts, await expected(second));
  step("another dataset keeps the time");
  await page.getByRole("button", { name: "Conversations" }).click();
  await see(page.getByRole("heading", { name: "Conversations by type, each day" }));
  const { dataset, query } = questionOf(page);
  await until(() => [dataset, query.range, query.timezone, query.weekStart], ["conversations", "previous 2 weeks", "Asia/Tokyo", "sunday"]);
  await until(texts, await expected({ ...query, limit: 1000 }, "conversations"));
  step("a link restores the view");
  await page.getByRole("button", { name: "Stacked" }).click();
  await until(() => questionOf(page).view, "stacked");
  await page.reload();
  await see(page.getByRole("button", { name: "Stacked", pressed: true }));
  step("a damaged link keeps its text");
  await page.evaluate(() => (location.hash = "#/explore?query=%7B%22select%22"));
  await page.reload();
  await until(() => page.getByLabel("Query as JSON").inputValue(), '{"select"');
  await see("Not JSON: expected ':' at line 1, column 10");
}
