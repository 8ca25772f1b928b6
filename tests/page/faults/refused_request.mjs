/** An answer with a status that the path does not provoke. */

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, open }) {
  await open();
  await page.evaluate(() => fetch("no/such/file"));
}
