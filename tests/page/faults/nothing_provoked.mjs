/** A status that the path declares and that no answer has. */
export const provokes = [418];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ open }) {
  await open();
}
