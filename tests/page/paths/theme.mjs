/** The theme is the system's, until a person chooses the other one, which then stays. */

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "styles/base.css", from: "#0e1116", to: "#ffffff", step: "the system's theme is shown" },
  { file: "session/theme.js", from: "isDark.value ? \"light\" : \"dark\"", to: '"dark"', step: "a person can change it" },
  { file: "session/theme.js", from: "else localStorage.setItem(NAME, theme.value);", to: "", step: "the choice stays" },
];

/** @type {import("../driver.mjs").Path["context"]} */
export const context = { colorScheme: "dark" };

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, see, until }) {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  step("the system's theme is shown");
  await enter("#/about");
  await until(background, "rgb(14, 17, 22)");
  step("a person can change it");
  await page.getByRole("button", { name: "Light theme" }).click();
  await until(background, "rgb(246, 247, 249)");
  step("the choice stays");
  await page.reload();
  await see(page.getByRole("button", { name: "Dark theme" }));
  await until(background, "rgb(246, 247, 249)");
}
