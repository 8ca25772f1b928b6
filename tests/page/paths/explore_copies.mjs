/** A question is copied as a program, with the key left to the environment. */
import { COUNT, fragmentOf } from "../explore.mjs";

/** @type {import("../driver.mjs").Path["breaks"]} */
export const breaks = [
  { file: "screens/explore/copy_menu.js", from: "render(request)", to: "render({ ...request, url: '' })", step: "curl asks this server" },
  { file: "screens/explore/asked_question.js", from: "{ ...query, limit };", to: "query;", step: "the rows are those of the page" },
  { file: "screens/explore/copy_menu.js", from: "setRefused(text);", to: "", step: "without a clipboard the text is shown" },
  { file: "ui/menu.js", from: "list.current?.hidePopover();", to: "", step: "curl asks this server" },
];

/** @type {import("../driver.mjs").Path["run"]} */
export async function run({ page, origin, key, step, enter, see, until }) {
  const query = { select: [COUNT], where: { condition: { field: "type", operator: "eq", value: "it's" } }, range: "past 7 days" };
  const copy = async (/** @type {string} */ language) => {
    await page.getByRole("button", { name: "Copy as" }).click();
    await page.getByRole("button", { name: language, exact: true }).click();
    await see(`Copied as ${language}`);
    return page.evaluate(() => navigator.clipboard.readText());
  };

  step("curl asks this server");
  await enter(fragmentOf(query));
  await until(() => copy("curl"), (text) => text.includes(`'${origin}/query/events'`) && text.includes("$EVSRV_KEY") && text.includes("it'\\''s"));
  await until(() => copy("Python"), (text) => text.includes(`"${origin}/query/events"`) && !text.includes(key));
  await until(() => copy("JavaScript"), (text) => text.includes(`"${origin}/query/events"`) && !text.includes(key));
  step("the rows are those of the page");
  await until(async () => JSON.parse(await copy("Query JSON")), { ...query, limit: 10000 });
  step("without a clipboard the text is shown");
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await page.getByRole("button", { name: "Copy as" }).click();
  await page.getByRole("button", { name: "Query JSON", exact: true }).click();
  await until(async () => JSON.parse(await page.getByLabel("Text to copy").inputValue()).limit, 10000);
}
