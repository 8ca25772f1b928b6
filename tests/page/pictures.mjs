/** Pictures of the states of the page, at a time that is always the same. */
import { settle } from "./looks.mjs";
import { STATES } from "./states.mjs";

/** @typedef {import("./driver.mjs").Path} Path */

/** Minutes after the newest event of the demo data. */
const NOW = "2026-03-31T22:58:00Z";
const WIDE = { width: 1400, height: 900 };
const PHONE = { width: 360, height: 740 };
const ALSO_DARK = ["overview", "explore_json"];
const ALSO_ON_PHONE = ["overview", "explore"];

/** Paths that each make the pictures of a state. @type {Record<string, Path>} */
export const paths = Object.fromEntries(
  Object.entries(STATES).map(([state, { reach, provokes = [] }]) => [
    state,
    {
      provokes,
      context: { viewport: WIDE, timezoneId: "UTC", reducedMotion: "reduce" },
      run: async (tools) => {
        const { page, folder } = tools;
        const take = async (suffix = "") => {
          await page.evaluate(settle);
          await page.screenshot({ path: `${folder}/${state.replaceAll("_", "-")}${suffix}.png` });
        };
        await page.clock.setFixedTime(NOW);
        // A picture shows how long an answer took.
        await page.addInitScript(() => (performance.now = () => 0));
        await reach(tools);
        await take();
        if (ALSO_DARK.includes(state)) {
          await page.emulateMedia({ colorScheme: "dark" });
          await take("-dark");
          await page.emulateMedia({ colorScheme: "light" });
        }
        if (ALSO_ON_PHONE.includes(state)) {
          await page.setViewportSize(PHONE);
          await take("-phone");
        }
      },
    },
  ]),
);
