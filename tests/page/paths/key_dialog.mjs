/** A key is entered once into a dialog, kept for the tab or the browser, and forgotten if it is refused. */

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "session/session.js", from: "if (!readKey()) return lock();", to: "if (!readKey()) return;", step: "the page asks for a key" },
  { file: "api/http.js", from: "forgetKey();\n    refuseKey(problem.message);", to: "", step: "an unknown key is refused and forgotten" },
  { file: "session/key.js", from: "(inBrowser ? localStorage : sessionStorage)", to: "sessionStorage", step: "a key that stays is in the browser's storage" },
  { file: "ui/frame.js", from: "onClick=${signOut}", to: "", step: "a person can forget the key" },
];

/** @type {import("../driver.mjs").Path["provokes"]} */
export const provokes = [401];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, key, step, open, see, gone, until }) {
  step("the page asks for a key");
  await open();
  const dialog = page.getByRole("dialog", { name: "Open this server" });
  await see(dialog);
  step("an unknown key is refused and forgotten");
  await dialog.getByLabel("Key", { exact: true }).fill("evsrv_read_unknown");
  await dialog.getByRole("button", { name: "Open" }).click();
  await see(dialog.getByText("this API key is unknown or revoked"));
  await until(stored, [null, null]);
  step("a key that stays is in the browser's storage");
  await dialog.getByLabel("Key", { exact: true }).fill(key);
  await dialog.getByLabel("Keep it in this browser").check();
  await dialog.getByRole("button", { name: "Open" }).click();
  await gone(dialog);
  await see(page.getByRole("navigation", { name: "Screens" }));
  await until(stored, [null, key]);
  step("a person can forget the key");
  await page.getByRole("button", { name: "Forget the key" }).click();
  await see(dialog);
  await until(stored, [null, null]);

  function stored() {
    return page.evaluate(() => [sessionStorage.getItem("evsrv.key"), localStorage.getItem("evsrv.key")]);
  }
}
