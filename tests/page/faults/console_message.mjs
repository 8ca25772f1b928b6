/** A message in the console. */

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, open }) {
  await open();
  await page.evaluate(() => console.debug("a message in the console"));
}
