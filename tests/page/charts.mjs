// Questions of the paths through charts and tables, and their texts.

/** @typedef {import("../../evsrv/web/page/types.d.ts").Row} Row */
/** @typedef {import("./tools.mjs").Tools} Tools */

export const ZONE = "Europe/Berlin";
const NUMBER = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

/** Return the range of the days before today. @param {number} days */
export function daysBefore(days) {
  const dayAt = (/** @type {number} */ back) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  return `${dayAt(days)}/${dayAt(0)}`;
}

/** Return the fragment of a question in Explore. @param {unknown} query @param {string} [view] */
export const explored = (query, view) =>
  `#/explore?${new URLSearchParams({ dataset: "events", query: JSON.stringify(query), ...(view ? { view } : {}) })}`;

/** Return the query in the address of Explore. @param {Tools["page"]} page @returns {Record<string, unknown>} */
export const queryShown = (page) => JSON.parse(new URLSearchParams(page.url().split("?")[1]).get("query") ?? "{}");

/** Render a number of an answer. @param {unknown} value */
export const numberText = (value) => (typeof value === "number" ? NUMBER.format(value) : "no value");

/** Render the start of a day. @param {unknown} time */
export const dayText = (time) =>
  new Date(String(time)).toLocaleString("en-GB", { timeZone: ZONE, weekday: "short", day: "numeric", month: "short", year: "numeric" });

/** Return the chart, and the text that it says to a reader. @param {Tools["page"]} page */
export function chartOn(page) {
  const chart = page.getByRole("application");
  return { chart, said: () => chart.locator("[aria-live]").innerText() };
}
