/** A project and an integration filter all panels and the newest events. */
import { askFigures, nextMark, readFigures } from "../board.mjs";

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "screens/overview/panels.js", from: '...is("projectId", project), ', to: "", step: "a project filters all panels" },
  { file: "screens/overview/controls.js", from: "project && projectId !== project", to: "false", step: "the only integration of a project is no choice" },
  { file: "screens/overview/panels.js", from: '...is("integrationId", integration), ', to: "", step: "an integration filters all panels" },
  { file: "screens/overview/panels.js", from: "  ...whereOf(basis),\n  orderBy", to: "  orderBy", step: "the newest events are filtered" },
  { file: "screens/overview/state.js", from: "...address.value.parameters, ...change", to: "...change", step: "a project filters all panels" },
];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, ask, until, gone }) {
  const period = { range: "7 days to date", now: nextMark(), timezone: "America/New_York" };
  const is = (/** @type {string} */ field, /** @type {string} */ value) => ({ condition: { field, operator: "eq", value } });
  const integrations = async (/** @type {string} */ project) => {
    const counted = { select: [{ type: "aggregation", aggregation: "count" }], groupBy: [{ field: "integrationId" }] };
    const { data } = await ask("/query/events", { ...counted, where: is("projectId", project), ...period });
    return data.result.flatMap((/** @type {any} */ row) => row.integrationId ?? []).sort();
  };
  const choice = page.getByRole("combobox", { name: "Integration" });

  step("a project filters all panels");
  await enter(`#/overview?${new URLSearchParams(period)}`);
  await page.getByRole("combobox", { name: "Project" }).selectOption("docs");
  await until(() => readFigures(page), await askFigures(ask, period, [is("projectId", "docs")]));
  step("the only integration of a project is no choice");
  await until(async () => (await integrations("docs")).length, 1);
  await gone(choice);
  step("an integration filters all panels");
  await page.getByRole("combobox", { name: "Project" }).selectOption("demo");
  const offered = await integrations("demo");
  await until(() => choice.locator("option").allInnerTexts(), ["All integrations", ...offered]);
  await choice.selectOption(offered[0]);
  const filter = { and: [is("projectId", "demo"), is("integrationId", offered[0])] };
  await until(() => readFigures(page), await askFigures(ask, period, [filter]));
  step("the newest events are filtered");
  const newest = await ask("/query/events", { where: filter, orderBy: [{ field: "createdAt", direction: "desc" }], limit: 12 });
  await until(
    () => page.getByRole("region", { name: "Newest events" }).getByRole("button", { name: /_/ }).allInnerTexts(),
    newest.data.result.map((/** @type {any} */ { type }) => type),
  );
}
