/** The screen About tells the scope of the key, the plugins with their terms, the limits and versions. */

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "screens/about/about.js", from: "key.organizationId", to: "key.kind", step: "it tells the scope of the key" },
  { file: "screens/about/about.js", from: "plugin === name", to: "plugin !== name", step: "it lists plugins with their terms" },
  { file: "screens/about/limits.js", from: 'return name.endsWith', to: "value = 1;\n  return name.endsWith", step: "it tells the limits" },
];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, step, enter, see, ask, until }) {
  const [key, vocabulary] = await Promise.all([ask("/me"), ask("/query/vocabulary")]);
  step("it tells the scope of the key");
  await enter("#/about");
  const facts = page.getByRole("region", { name: "Your key" });
  await see(facts.getByText(key.organizationId, { exact: true }));
  await see(facts.getByText("all projects"));
  step("it lists plugins with their terms");
  const plugins = page.getByRole("region", { name: "Plugins" });
  for (const { name, summary } of vocabulary.plugins) {
    const plugin = plugins.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true }) });
    await see(plugin.getByText(summary));
    const terms = vocabulary.terms.filter((/** @type {any} */ term) => term.plugin === name);
    await until(() => plugin.locator("code").allInnerTexts(), terms.map((/** @type {any} */ term) => term.name));
  }
  step("it tells the limits");
  await see(page.getByRole("region", { name: "Limits" }).getByText("10,000", { exact: true }).first());
  const timeout = page.getByRole("region", { name: "Limits" }).getByText("query timeout").locator("..");
  await see(timeout.getByText(`${vocabulary.limits.queryTimeoutSeconds} s`));
  step("it tells the versions");
  for (const version of Object.values(vocabulary.versions)) {
    await see(page.getByRole("region", { name: "Versions" }).getByText(version, { exact: true }));
  }
}
