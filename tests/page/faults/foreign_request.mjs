/** A request to another host. */

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page }) {
  await page.goto("http://other.example/").catch(() => null);
}
