/** A refused range is told once at its control, above the last answers. */
import { readFigures } from "../board.mjs";

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "screens/overview/controls.js", from: "problem=${problem} onChange", to: "onChange", step: "the message is at the control, once" },
  { file: "screens/overview/panel.js", from: '["/range", "/timezone"].some', to: "[].some", step: "the message is at the control, once" },
  { file: "screens/overview/panel.js", from: "problem && answer &&", to: "false &&", step: "the last answers are labelled so" },
];
/** @type {import("../driver.mjs").Path["provokes"]} */
export const provokes = [422];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, until, see, gone }) {
  step("the last answers are labelled so");
  await enter("#/overview?refresh=off");
  const shown = await until(() => readFigures(page), (figures) => Object.values(figures).every((texts) => texts.length > 0));
  await page.getByRole("button", { name: "Custom" }).click();
  await page.getByLabel("Time range in words").fill("last 7 days");
  await page.getByLabel("Time range in words").press("Enter");
  await until(() => page.getByText("the last answer").count(), 7);
  // Now that all panels are refused, each could show the message as well.
  step("the message is at the control, once");
  await see("expected an interval such as");
  await until(() => page.getByText("expected an interval such as").count(), 1);
  step("the last answers stay");
  await until(() => readFigures(page), shown);
  step("another range is answered");
  await page.getByRole("button", { name: "90 d", exact: true }).click();
  await gone(page.getByText("expected an interval such as"));
  await until(() => page.getByText("the last answer").count(), 0);
}
