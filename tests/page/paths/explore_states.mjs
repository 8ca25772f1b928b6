/** A question that takes long can be canceled, one without events says where they are, and one relative to old data says so. */
import { COUNT, fragmentOf, questionOf, rowsOf } from "../explore.mjs";

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "ui/question.js", from: "  cancel() {\n    this.#abort.abort();", to: "  cancel() {", step: "a slow question is canceled" },
  { file: "screens/explore/result.js", from: "<${Progress} question=${question} />", to: "", step: "a slow question is canceled" },
  { file: "screens/explore/empty_state.js", from: "No ${dataset} match", to: "Nothing", step: "an empty answer says where it looked" },
  { file: "screens/explore/empty_state.js", from: "now: anchorAt(newest).now", to: "now: newest", step: "the newest events are shown" },
  { file: "screens/explore/anchor_notice.js", from: "anchorNotice(dataset.name, newest, range, zone)", to: '""', step: "the notice says when the range ends" },
  { file: "screens/explore/anchor_notice.js", from: 'withPart(query, ["now"], undefined)', to: "query", step: "the range ends now again" },
  { file: "query/anchor.js", from: "if (await fetchNewestTime(", to: "if (true || await fetchNewestTime(", step: "the first question ends at the newest event" },
];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, see, gone, until, ask }) {
  const query = { select: [COUNT], groupBy: [{ field: "type" }] };

  step("a slow question is canceled");
  await enter(fragmentOf(query));
  await see(page.getByRole("heading", { name: "Events by type" }));
  await until(async () => (await rowsOf(page)).length, (length) => length > 0);
  const shown = await rowsOf(page);
  await page.route("**/query/events", () => {});
  const [request] = await Promise.all([page.waitForRequest("**/query/events"), page.getByRole("button", { name: "Run" }).click()]);
  await Promise.all([page.waitForEvent("requestfailed", (failed) => failed === request), page.getByRole("button", { name: "Cancel" }).click()]);
  await gone(page.getByRole("progressbar"));
  await until(() => rowsOf(page), shown);
  await page.unroute("**/query/events");
  step("an empty answer says where it looked");
  const newest = (await ask("/query/events", { select: [{ type: "field", field: "createdAt" }], limit: 1 })).data.result[0].createdAt;
  await page.evaluate((fragment) => (location.hash = fragment), fragmentOf({ ...query, range: "past 24 hours", now: "2001-01-02T00:00:00Z" }));
  await see("No events match");
  await see(page.getByText(/Looked at 1 Jan 2001, 00:00:00 to 2 Jan 2001, 00:00:00/));
  await see(page.getByText(`The newest event is of ${new Date(newest).toLocaleString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" })}`));
  step("the newest events are shown");
  await page.getByRole("button", { name: "Show the 24 hours up to it" }).click();
  await until(async () => (await rowsOf(page)).length, (length) => length > 0);
  await until(() => questionOf(page).query.now, (/** @type {string} */ now) => now > newest && now.endsWith(":00.000Z"));
  step("the notice says when the range ends");
  await see("this shows the 24 hours up to it.");
  step("the range ends now again");
  await page.getByRole("button", { name: "Show it up to now" }).click();
  await until(() => questionOf(page).query, { ...query, range: "past 24 hours" });
  step("the first question ends at the newest event");
  await page.clock.setFixedTime("2030-01-01");
  await page.evaluate(() => (location.hash = "#/explore?dataset=events"));
  await until(() => questionOf(page).query?.now, (now) => now > newest && now < "2030");
  await see("this shows the 30 days up to it.");
}
