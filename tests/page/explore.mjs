/** @typedef {import("playwright-core").Page} Page */

/** Return the fragment of a question. @param {object} query @param {string} [dataset] @param {string} [view] */
export const fragmentOf = (query, dataset = "events", view) =>
  `#/explore?${new URLSearchParams({ dataset, query: JSON.stringify(query), ...(view ? { view } : {}) })}`;

/** Return the question that the address shows. @param {Page} page */
export function questionOf(page) {
  const parameters = new URLSearchParams(page.url().split("?")[1] ?? "");
  const query = parameters.get("query");
  return { dataset: parameters.get("dataset"), query: query && JSON.parse(query), view: parameters.get("view") };
}

/** Return the texts of the rows of the table. @param {Page} page */
export const rowsOf = (page) => page.getByRole("region", { name: "Rows" }).locator("tbody tr").evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? "")));

/** Return the field of the query's text. @param {Page} page */
export const editorOf = (page) => page.getByRole("textbox", { name: "Query as JSON" });

/** Count events. */
export const COUNT = { type: "aggregation", aggregation: "count" };
