/** The key `?` opens the list of keys, and does nothing while a person types. */

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "ui/frame.js", from: 'useShortcut("?"', to: 'useShortcut("!"', step: "the key opens the help" },
  { file: "ui/dialog.js", from: "onClose?.();\n  };\n  const leave", to: "};\n  const leave", step: "Escape closes it" },
  { file: "ui/shortcuts.js", from: "isTyped(event.target)", to: "false", step: "a question mark can be typed" },
];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, see, gone, until }) {
  step("the key opens the help");
  await enter("#/about");
  await see(page.getByRole("heading", { name: "Your key" }));
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys" });
  await see(help.getByText("opens this help"));
  step("Escape closes it");
  await page.keyboard.press("Escape");
  await gone(help);
  step("a question mark can be typed");
  await page.evaluate(() => document.querySelector("main")?.append(document.createElement("input")));
  const input = page.locator("main > input");
  await input.focus();
  await page.keyboard.press("?");
  await until(() => input.inputValue(), "?");
}
