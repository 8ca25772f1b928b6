/** An error that nothing catches. */

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, open }) {
  await open();
  await page.evaluate(() => new Promise((resolve) => {
    addEventListener("error", resolve);
    setTimeout(() => { throw new Error("an uncaught error"); });
  }));
}
