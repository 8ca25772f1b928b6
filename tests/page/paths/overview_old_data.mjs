/** On data that is older than the range, the range ends at the newest event. */
import { askFigures, nextMark, readFigures } from "../board.mjs";

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "screens/overview/round.js", from: "now: now ?? anchor?.now", to: "now", step: "the range ends at the newest event" },
  { file: "screens/overview/overview.js", from: "${last.notice}", to: "", step: "a notice says so" },
  { file: "screens/overview/round.js", from: "{ range, timezone }, abort.signal", to: '{ range: "30 days to date", timezone }, abort.signal', step: "an interval is shown as it stands" },
];
/** @type {import("../driver.mjs").Path["server"]} */
export const server = "old";

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, ask, until, see, gone }) {
  const { data } = await ask("/query/events", { orderBy: [{ field: "createdAt", direction: "desc" }], limit: 1 });
  const newest = Date.parse(data.result[0].createdAt);
  const day = new Date(newest).toLocaleDateString("en-GB", { timeZone: "Europe/Berlin", day: "numeric", month: "long", year: "numeric" });

  step("the range ends at the newest event");
  await enter("#/overview");
  await until(() => readFigures(page), await askFigures(ask, { range: "30 days to date", now: nextMark(newest) }));
  step("a notice says so");
  await see(`The newest event is of ${day}; this shows the 30 days up to it.`);
  await page.getByRole("button", { name: "24 h", exact: true }).click();
  await see(`The newest event is of ${day}; this shows the 24 hours up to it.`);
  step("an interval is shown as it stands");
  await page.getByRole("button", { name: "Custom" }).click();
  await page.getByLabel("From").fill("2026-03-02");
  await page.getByLabel("Before").fill("2026-03-12");
  await page.getByLabel("Before").press("Tab");
  await gone(page.getByText("The newest event is of"));
  await until(async () => (await readFigures(page)).Events, (await askFigures(ask, { range: "2026-03-02/2026-03-12" })).Events ?? []);
}
