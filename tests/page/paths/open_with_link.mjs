/** A link with a key opens the page, and the address no longer shows the key. */

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "app.js", from: "takeKeyFromAddress();\nconst", to: "const", step: "the page opens" },
  {
    file: "session/key.js",
    from: 'history.replaceState(null, "", match[2] ? `#${match[2]}` : location.pathname + location.search);',
    to: "",
    step: "the address loses the key",
  },
  { file: "session/key.js", from: "  readAddress();\n", to: "", step: "the page shows the rest of the address" },
];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, origin, step, enter, see, until }) {
  step("the page opens");
  await enter();
  await see(page.getByRole("navigation"));
  step("the address loses the key");
  await until(() => page.url(), (url) => url.startsWith(`${origin}/ui/`) && !url.includes("key="));
  step("the page shows the rest of the address");
  await enter("#/about");
  await see(page.getByRole("link", { name: "About" }).and(page.locator("[aria-current]")));
}
