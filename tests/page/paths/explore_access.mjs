/** The states of Explore are accessible in both themes, and none is wider than a phone. */
import { COUNT, editorOf, fragmentOf } from "../explore.mjs";

export const provokes = [422];

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "screens/explore/json_editor.js", from: 'aria-label="Query as JSON"', to: 'id="query-as-json"', step: "light, 1280 wide: an answer" },
  { file: "styles/explore.css", from: ".foot { align-items: center;", to: ".foot { min-width: 400px; align-items: center;", step: "light, 360 wide: an answer" },
  { file: "styles/base.css", from: "--bad: light-dark(#b3261e, #ff9d92)", to: "--bad: light-dark(#b3261e, #5c2a24)", step: "dark, 1280 wide: text that is not JSON" },
];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, see, until, violations }) {
  const query = { select: [{ type: "time", timeUnit: "day" }, COUNT], groupBy: [{ field: "type" }], range: "7 days to date" };
  const show = (/** @type {object} */ next) => page.evaluate((fragment) => (location.hash = fragment), fragmentOf(next));
  await enter(fragmentOf(query));
  await see(page.getByRole("heading", { name: "Events by type, each day" }));
  await page.keyboard.press("j");
  for (const scheme of /** @type {const} */ (["light", "dark"])) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 900 });
      const check = async (/** @type {string} */ state, /** @type {string | import("playwright-core").Locator} */ sought) => {
        step(`${scheme}, ${width} wide: ${state}`);
        await see(sought);
        await until(violations, []);
        await until(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
      };
      await show(query);
      await check("an answer", page.getByRole("heading", { name: "Events by type, each day" }));
      await page.locator("textarea").fill("{");
      await check("text that is not JSON", "Not JSON: ");
      await editorOf(page).fill(JSON.stringify({ ...query, range: "last week" }));
      await check("a refusal", "Refused: the reason is at its control.");
      await show({ ...query, now: "2001-01-01T00:00:00Z" });
      await check("an empty answer", "No events match");
      await page.getByRole("button", { name: "Kept questions" }).click();
      await check("the kept questions", page.getByRole("dialog"));
      await page.keyboard.press("Escape");
    }
  }
}
