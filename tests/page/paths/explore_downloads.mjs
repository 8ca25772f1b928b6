/** All rows of a question are saved as a file: the API's export of it, up to the same now. */
import { readFile } from "node:fs/promises";

import { COUNT, fragmentOf } from "../explore.mjs";

export const provokes = [422];

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "screens/explore/asked_question.js", from: "{ ...query, now };\n}", to: "{ ...query, now, limit: 2 };\n}", step: "CSV has all rows" },
  { file: "screens/explore/downloads.js", from: "`${dataset}-${today()}.${suffix}`", to: "`${dataset}.${suffix}`", step: "CSV has all rows" },
  { file: "screens/explore/downloads.js", from: 'parameters: "spreadsheet=true"', to: 'parameters: ""', step: "CSV for spreadsheets begins with a byte order mark" },
  { file: "screens/explore/downloads.js", from: '"application/x-ndjson", suffix: "ndjson" },', to: '"text/csv", suffix: "ndjson" },', step: "NDJSON has all rows" },
  { file: "screens/explore/downloads.js", from: 'parameters: "as=events"', to: 'parameters: ""', step: "whole events are saved for an import" },
  { file: "screens/explore/downloads.js", from: "isWhole ? ", to: "true ? ", step: "groups are no events" },
  { file: "screens/explore/downloads.js", from: "{ parameters, signal,", to: "{ parameters,", step: "a download is canceled" },
  { file: "screens/explore/downloads.js", from: "<${ProblemBox} problem=${download.problem.value} />", to: "", step: "a refusal is shown" },
];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, origin, key, step, enter, see, until }) {
  const save = async (/** @type {string} */ format) => {
    await page.getByRole("button", { name: "Download" }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: format, exact: true }).click()]);
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
  };
  const fetchExport = async (/** @type {object} */ query, /** @type {string} */ type, parameters = "") => {
    const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json", Accept: type };
    return (await fetch(`${origin}/query/events/export${parameters}`, { method: "POST", headers, body: JSON.stringify(query) })).text();
  };
  const today = new Date().toISOString().slice(0, 10);
  const now = "2099-01-01T00:00:00Z";
  const query = { select: [{ type: "field", field: "id" }, { type: "field", field: "type" }], range: "past 100 years", now };

  step("CSV has all rows");
  await enter(fragmentOf({ ...query, meta: true }));
  const csv = await save("CSV");
  await until(() => csv, { name: `events-${today}.csv`, text: await fetchExport(query, "text/csv") });
  step("CSV for spreadsheets begins with a byte order mark");
  await until(async () => (await save("CSV for spreadsheets")).text, `\ufeff${csv.text}`);
  step("NDJSON has all rows");
  await until(() => save("NDJSON"), { name: `events-${today}.ndjson`, text: await fetchExport(query, "application/x-ndjson") });
  step("whole events are saved for an import");
  const whole = { where: { condition: { field: "type", operator: "eq", value: "chat_opened" } } };
  await page.evaluate((fragment) => (location.hash = fragment), fragmentOf(whole));
  await see(page.getByRole("columnheader", { name: "userProperties", exact: true }).or(page.getByRole("columnheader", { name: "userProperties.id" })).first());
  await until(async () => (await save("NDJSON for evsrv import")).text, await fetchExport(whole, "application/x-ndjson", "?as=events"));
  step("groups are no events");
  await page.evaluate((fragment) => (location.hash = fragment), fragmentOf({ select: [COUNT], groupBy: [{ field: "type" }], limit: 2 }));
  await see(page.getByRole("heading", { name: "Events by type" }));
  await page.getByRole("button", { name: "Download" }).click();
  await see("The first 2 rows, as the query says");
  await until(() => page.getByRole("button", { name: "NDJSON for evsrv import" }).count(), 0);
  step("a download is canceled");
  await page.route("**/export", () => {});
  const [request] = await Promise.all([page.waitForRequest("**/export"), page.getByRole("button", { name: "CSV", exact: true }).click()]);
  await Promise.all([page.waitForEvent("requestfailed", (failed) => failed === request), page.getByRole("button", { name: "Cancel" }).click()]);
  await page.unroute("**/export");
  step("a refusal is shown");
  await page.route("**/export", async (route) => {
    await route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify({ title: "Refused", status: 422, detail: "no readers are free" }) });
  });
  await page.getByRole("button", { name: "Download" }).click();
  await page.getByRole("button", { name: "CSV", exact: true }).click();
  await see(page.getByRole("alert").filter({ hasText: "no readers are free" }));
}
