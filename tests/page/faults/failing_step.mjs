/** A text that the page does not show. */

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [{ file: "app.js", from: "no such text", to: "", step: "" }];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, open, step, until }) {
  step("the page opens");
  await open();
  step("the page has a title");
  await until(() => page.title(), (title) => title !== "");
  step("the title is another");
  await page.waitForFunction(() => document.title === "another", null, { timeout: 1 });
}
