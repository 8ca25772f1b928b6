/** A server without data shows a command that sends the first event, which then appears. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "screens/overview/newest.js", from: "!total &&", to: "false &&", step: "the command is shown and can be copied" },
  { file: "screens/overview/first_step.js", from: "writeText(command)", to: 'writeText("")', step: "the command is shown and can be copied" },
  { file: "screens/overview/first_step.js", from: "${root}events", to: "${root}event", step: "the command sends an event, which appears" },
];
/** @type {import("../driver.mjs").Path["server"]} */
export const server = "empty";

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, apiKey, until, see }) {
  step("the command is shown and can be copied");
  await enter("#/overview?refresh=10+s");
  await see(page.getByRole("heading", { name: "No events yet" }));
  const command = await page.getByLabel("Command").innerText();
  await page.getByRole("button", { name: "Copy the command" }).click();
  await until(() => page.evaluate(() => navigator.clipboard.readText()), command);
  step("the command sends an event, which appears");
  await page.clock.install();
  await promisify(execFile)("sh", ["-c", command], { env: { ...process.env, EVSRV_KEY: apiKey ?? "" } });
  await page.clock.runFor(20_000);
  await see(page.getByRole("region", { name: "Newest events" }).getByRole("button", { name: "hello" }));
  await until(() => page.getByRole("region", { name: "Events", exact: true }).locator("strong").allInnerTexts(), ["1"]);
}
