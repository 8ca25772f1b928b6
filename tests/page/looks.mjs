/** Each state of the page is accessible and fits the screen, in both themes and two widths. */
import assert from "node:assert/strict";

import { STATES } from "./states.mjs";

/** @typedef {import("./driver.mjs").Path} Path */

const THEMES = /** @type {const} */ (["light", "dark"]);
const WIDTHS = [1400, 360];

/** @type {Record<string, Path["breaks"]>} */
const BREAKS = {
  about: [
    { file: "styles/base.css", from: "--soft: light-dark(#555f6d, #a2acba)", to: "--soft: light-dark(#555f6d, #555f6d)", step: "dark, 1400 px" },
    { file: "ui/frame.js", from: 'aria-label="Keys"', to: "", step: "light, 1400 px" },
    { file: "styles/base.css", from: ".bar { flex-wrap: wrap;", to: ".bar { min-width: 400px;", step: "light, 360 px" },
  ],
};

/** @type {Record<string, Path>} */
export const paths = Object.fromEntries(
  Object.entries(STATES).map(([name, { reach, ...state }]) => [
    name,
    {
      ...state,
      breaks: BREAKS[name] ?? [],
      run: async (tools) => {
        tools.step("the state is reached");
        await reach(tools);
        await check(tools);
      },
    },
  ]),
);

/** @param {import("./tools.mjs").Tools} tools */
async function check({ page, step, violations }) {
  for (const colorScheme of THEMES) {
    for (const width of WIDTHS) {
      step(`${colorScheme}, ${width} px`);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      await page.evaluate(settle);
      assert.deepEqual(await violations(), []);
      const shown = await page.evaluate(() => ({ page: document.documentElement.scrollWidth, screen: innerWidth }));
      assert(shown.page <= shown.screen, `the page is ${shown.page} px wide on a screen of ${shown.screen} px`);
    }
  }
}

/** Wait until the page has drawn itself for a changed screen. */
export async function settle() {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  await frame();
  await frame();
  const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
  await Promise.all(ending.map(({ finished }) => finished.catch(() => null)));
}
