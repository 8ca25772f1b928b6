/** A drag on the chart zooms, and a row opens whole and leads to all events of its user. */
import { COUNT, fragmentOf, questionOf, rowsOf } from "../explore.mjs";

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "screens/explore/result.js", from: "range: `${from}/${before}`", to: "range: query.range", step: "a drag zooms" },
  { file: "screens/explore/rows_card.js", from: "isGrouped(query) ? undefined : open", to: "undefined", step: "a row opens with all its members" },
  { file: "screens/explore/rows_card.js", from: "(shown === row ? whole : shown)", to: "shown", step: "a row opens with all its members" },
  { file: "screens/explore/rows_card.js", from: 'direction: "asc"', to: 'direction: "desc"', step: "the events of a user are shown in order" },
];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, see, until, ask }) {
  const query = { select: [{ type: "time", timeUnit: "day" }, COUNT], range: "previous 10 days", fill: true };

  step("a drag zooms");
  await enter(fragmentOf(query));
  const over = page.locator(".u-over");
  await see(over);
  const box = await over.boundingBox();
  if (!box) throw new Error("the chart has no place");
  await page.mouse.move(box.x + box.width * 0.3, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 40, { steps: 4 });
  await page.mouse.up();
  await until(() => questionOf(page).query.range, (/** @type {string} */ range) => /^\d{4}-.*\/\d{4}-/.test(range));
  const zoomed = await ask("/query/events", questionOf(page).query);
  await until(async () => (await rowsOf(page)).length, zoomed.data.total);
  await until(() => zoomed.data.total, (/** @type {number} */ total) => total > 1 && total < 10);
  step("a row opens with all its members");
  const raw = { select: [{ type: "field", field: "id" }], where: { condition: { field: "user", operator: "isNotNull" } }, limit: 3 };
  await page.evaluate((fragment) => (location.hash = fragment), fragmentOf(raw));
  const [{ id, createdAt }] = (await ask("/query/events", { ...raw, select: undefined })).data.result;
  await page.getByRole("region", { name: "Rows" }).getByRole("button", { name: id }).click();
  const dialog = page.getByRole("dialog");
  await see(dialog.getByText(createdAt));
  step("the events of a user are shown in order");
  await dialog.getByRole("button", { name: /All events of this user/ }).click();
  const { dataset, query: followed } = await until(() => questionOf(page), ({ query }) => query.orderBy !== undefined);
  await until(() => [dataset, followed.orderBy], ["events", [{ field: "createdAt", direction: "asc" }]]);
  const { data } = await ask("/query/events", followed);
  await until(async () => (await rowsOf(page)).map(([first]) => first).slice(0, 50), data.result.map((/** @type {any} */ row) => row.id).slice(0, 50));
}
