/** The JSON of a question and its controls follow each other, and a refusal is shown at its place. */
import { COUNT, editorOf, fragmentOf, questionOf, rowsOf } from "../explore.mjs";

export const provokes = [422];

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "screens/explore/explore.js", from: 'useShortcut("j", "shows the question as JSON", toggleJson);', to: "", step: "the key j shows the JSON" },
  { file: "screens/explore/explore.js", from: "onChange=${retype} />", to: "onChange=${() => {}} />", step: "typed JSON changes builder and result" },
  { file: "screens/explore/explore.js", from: "showState({ dataset: dataset.name, query: next, view }, { replace: true });\n", to: "showState({ dataset: dataset.name, query: next, view });\n", step: "typing is no step of the history" },
  { file: "screens/explore/controls.js", from: 'checked=${query.fill === true}', to: "checked=${true}", step: "typed JSON changes builder and result" },
  { file: "screens/explore/json_editor.js", from: "setDraft({ text: event.target.value, base: current })", to: "setDraft({ text: event.target.value + ' ', base: current })", step: "text that is not JSON stays" },
  { file: "screens/explore/json_editor.js", from: "!typed?.document || ", to: "", step: "text that is not JSON stays" },
  { file: "screens/explore/json_editor.js", from: "onClick=${() => setDraft(null)}", to: "", step: "the query that runs comes back" },
  { file: "screens/explore/result.js", from: "last good answer", to: "answer", step: "a refusal is shown above the last good answer" },
  { file: "ui/range_control.js", from: "<${Issues} problem=${problem}", to: "<${Issues} problem=${null}", step: "a refusal is shown at its control" },
  { file: "screens/explore/result.js", from: "<${ProblemBox} problem=${untold} />", to: "<${ProblemBox} problem=${problem} />", step: "a refusal is shown at its control" },
  { file: "screens/explore/result.js", from: "<${ProblemBox} problem=${untold} />", to: "", step: "a refusal without a control is told above the answer" },
  { file: "screens/explore/json_editor.js", from: "setSelectionRange(start, end)", to: "setSelectionRange(0, 0)", step: "a refusal selects its place in the text" },
];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, see, gone, until }) {
  const editor = editorOf(page);
  const query = { select: [COUNT], groupBy: [{ field: "type" }], range: "7 days to date" };
  const range = page.getByLabel("Time range in words");

  step("the key j shows the JSON");
  await enter("#/about");
  await see(page.getByRole("heading", { name: "About" }).first());
  await page.evaluate((fragment) => (location.hash = fragment), fragmentOf(query));
  await see(page.getByRole("heading", { name: "Events by type" }));
  await page.keyboard.press("j");
  await until(async () => JSON.parse(await editor.inputValue()), query);
  step("typed JSON changes builder and result");
  const typed = { select: [{ type: "time", timeUnit: "day" }, COUNT], range: "previous 3 days", fill: true };
  await editor.fill(JSON.stringify(typed));
  await until(() => questionOf(page).query, typed);
  await see(page.getByRole("heading", { name: "Events, each day" }));
  await until(async () => (await rowsOf(page)).length, 3);
  await until(() => range.inputValue(), "previous 3 days");
  await until(() => page.getByLabel("Fill gaps").isChecked(), true);
  await editor.fill(JSON.stringify({ ...typed, fill: undefined }));
  await until(() => page.getByLabel("Fill gaps").isChecked(), false);
  step("typing is no step of the history");
  await page.goBack();
  await see(page.getByRole("heading", { name: "About" }).first());
  await page.goForward();
  await see(page.getByRole("heading", { name: "Events, each day" }));
  step("text that is not JSON stays");
  await page.keyboard.press("j");
  await editor.fill('{\n  "select": [x]\n}');
  await see("Not JSON: expected a value at line 2, column 14");
  await page.getByRole("button", { name: "30 d", exact: true }).click();
  await until(() => questionOf(page).query.range, "30 days to date");
  await until(() => editor.inputValue(), '{\n  "select": [x]\n}');
  step("the query that runs comes back");
  await page.getByRole("button", { name: "Show the query that runs" }).click();
  await until(() => editor.inputValue(), (text) => text.includes('"range": "30 days to date"'));
  step("a refusal is shown above the last good answer");
  await page.getByRole("button", { name: "Custom" }).click();
  await range.fill("last 7 days");
  await range.press("Enter");
  await see(page.getByRole("alert").filter({ hasText: "at its control" }));
  await see("last good answer");
  step("a refusal is shown at its control");
  await see(page.getByRole("region", { name: "Question" }).getByText("expected an interval such as"));
  // The other place is the line of the JSON.
  await until(() => page.getByText("expected an interval such as").count(), 2);
  step("a refusal selects its place in the text");
  await page.getByRole("button", { name: /^Line \d+: expected an interval/ }).click();
  await until(() => page.evaluate(() => getSelection()?.toString()), '"last 7 days"');
  await page.getByRole("button", { name: "7 d", exact: true }).click();
  await gone("last good answer");
  step("a refusal without a control is told above the answer");
  await editor.fill(JSON.stringify({ ...typed, colour: "red" }));
  await see(page.getByRole("alert").filter({ hasText: "/colour" }));
}
