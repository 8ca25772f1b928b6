/** An image without a text in its place. */
import assert from "node:assert/strict";

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, open, see, violations }) {
  await open();
  await see("Open this server");
  assert.deepEqual(await violations(), []);
  await page.evaluate(() => {
    const image = document.createElement("img");
    image.src = "icon.svg";
    document.querySelector("form")?.append(image);
  });
  assert.deepEqual(await violations(), []);
}
