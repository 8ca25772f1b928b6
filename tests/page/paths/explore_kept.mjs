/** A question is kept under a name, opened, renamed, deleted, and taken out and in as a file. */
import { readFile } from "node:fs/promises";

import { COUNT, fragmentOf, questionOf } from "../explore.mjs";

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "screens/explore/kept_questions.js", from: "  localStorage.setItem(NAME, JSON.stringify(questions));\n", to: "", step: "a kept question is there after a reload" },
  { file: "screens/explore/kept_dialog.js", from: "exploreAddress(other.dataset, other.query, other.view)", to: "exploreAddress(other.dataset, other.query)", step: "a kept question is opened" },
  { file: "screens/explore/kept_dialog.js", from: "if (next !== renamed && isNamed(next))", to: "if (false)", step: "a question is renamed, to no other's name" },
  { file: "screens/explore/kept_dialog.js", from: "storeQuestions(before), ", to: "", step: "a deletion is undone" },
  { file: "screens/explore/question_file.js", from: "questions }, null, 2)", to: "questions: questions.slice(1) }, null, 2)", step: "all questions leave as a file" },
  { file: "screens/explore/kept_dialog.js", from: ", ...refused]", to: "]", step: "a file comes in, and damage is named" },
];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, see, until, gone }) {
  const query = { select: [COUNT], groupBy: [{ field: "type" }], range: "past 7 days" };
  const dialog = page.getByRole("dialog", { name: "Kept questions" });
  const open = () => page.getByRole("button", { name: "Kept questions" }).click();
  const names = () => dialog.getByRole("link").allInnerTexts();
  const keep = async (/** @type {string} */ name) => {
    await dialog.getByLabel("Name of this question").fill(name);
    await dialog.getByRole("button", { name: "Keep", exact: true }).click();
    await see(dialog.getByRole("link", { name, exact: true }));
  };

  step("a kept question is there after a reload");
  await enter(fragmentOf(query, "events", "table"));
  await see(page.getByRole("heading", { name: "Events by type" }));
  await open();
  await keep("by type");
  await keep("other");
  await page.reload();
  await open();
  await until(names, ["by type", "other"]);
  step("a kept question is opened");
  await dialog.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Feedback" }).click();
  await open();
  await dialog.getByRole("link", { name: "by type" }).click();
  await gone(dialog);
  await until(() => questionOf(page), { dataset: "events", query, view: "table" });
  step("a question is renamed, to no other's name");
  await open();
  await dialog.getByRole("button", { name: "Rename by type" }).click();
  const field = dialog.getByLabel("New name of by type");
  await field.fill("other");
  await field.press("Enter");
  await see("“other” is the name of another question.");
  await field.fill("all types");
  await field.press("Enter");
  await until(names, ["all types", "other"]);
  step("a deletion is undone");
  await dialog.getByRole("button", { name: "Delete other" }).click();
  await until(names, ["all types"]);
  await dialog.getByRole("button", { name: "Undo" }).click();
  await until(names, ["all types", "other"]);
  step("all questions leave as a file");
  const [download] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: "Export all to a file" }).click()]);
  const file = JSON.parse(await readFile(await download.path(), "utf8"));
  const question = { dataset: "events", query, view: "table" };
  await until(() => file.questions, [{ ...question, name: "all types" }, { ...question, name: "other" }]);
  step("a file comes in, and damage is named");
  await dialog.getByRole("button", { name: "Delete all types" }).click();
  await until(names, ["other"]);
  const damaged = { ...file, questions: [...file.questions, { name: "broken", dataset: "visits", query: {} }] };
  await dialog.getByLabel("Import from a file").setInputFiles({ name: "questions.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(damaged)) });
  await see("Imported 1 of 3 questions; kept already: 1.");
  await see("Question 3 “broken” asks the dataset");
  await until(names, ["other", "all types"]);
}
