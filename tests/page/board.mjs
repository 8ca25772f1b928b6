/** The figures on the panels of Overview, as the page shows them and as the API answers. */

/** @typedef {Record<string, string[]>} Figures by the title of a panel */

const COUNT = { type: "aggregation", aggregation: "count" };
const FIVE_MINUTES_MS = 300_000;
const number = new Intl.NumberFormat("en");

/** Return the next full 5 minutes, up to which the page asks. @param {number} [instant] */
export const nextMark = (instant = Date.now()) => new Date((Math.floor(instant / FIVE_MINUTES_MS) + 1) * FIVE_MINUTES_MS).toISOString();

/** Return the figures that the page shows. @param {import("playwright-core").Page} page @returns {Promise<Figures>} */
export async function readFigures(page) {
  /** @param {string} title @param {string} element */
  const textsIn = async (title, element) =>
    (await page.getByRole("region", { name: title, exact: true }).locator(element).allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
  return {
    Events: await textsIn("Events", "strong, dd > .soft"),
    People: await textsIn("People", "strong, dd > .soft"),
    Conversations: await textsIn("Conversations", "strong, dd > .soft"),
    "Search events": await textsIn("Search events", "strong, dd > .soft"),
    "Events over time": await textsIn("Events over time", ".legend li"),
    "What is searched": await textsIn("What is searched", ".ranks li"),
    "Most frequent types": await textsIn("Most frequent types", ".ranks li"),
  };
}

/**
 * Return the figures that the API answers.
 * @param {import("./tools.mjs").Tools["ask"]} ask
 * @param {{range: string, now?: string, timezone?: string}} period
 * @param {object[]} [conditions]
 * @param {string} [lines] the field of whose values the chart has lines
 * @returns {Promise<Figures>}
 */
export async function askFigures(ask, period, conditions = [], lines = "integrationId") {
  const shared = { timezone: "Europe/Berlin", ...period };
  const rowsOf = async (/** @type {string} */ dataset, /** @type {object} */ query, /** @type {object[]} */ more = []) =>
    (await ask(`/query/${dataset}`, { ...query, where: { and: [...conditions, ...more] }, ...shared })).data.result;
  /** @param {object} aggregation @param {object[]} [more] */
  const compared = async (aggregation, more, dataset = "events") => {
    const [row] = await rowsOf(dataset, { select: [{ ...aggregation, as: "number" }], compare: "previous" }, more);
    const unchanged = row.number && row.number === row.compared_number ? ["unchanged"] : [];
    return [number.format(row.number), ...unchanged, `${number.format(row.compared_number)} before`];
  };
  /** @type {(group: object, name: string, more?: object[]) => Promise<string[]>} */
  const ranked = async (group, name, more = []) =>
    (await rowsOf("events", { select: [COUNT], groupBy: [group], orderBy: [{ field: "count", direction: "desc" }], limit: 10 }, more))
      .map((/** @type {any} */ row) => `${row[name] ?? "(none)"} ${number.format(row.count)}`);
  const is = (/** @type {string} */ field, /** @type {string} */ operator, /** @type {string} */ value) => ({ condition: { field, operator, ...(value && { value }) } });
  const all = await ranked({ field: lines, top: { limit: 5, other: "Other" } }, lines);
  const isOther = (/** @type {string} */ text) => text.startsWith("Other ");
  return {
    Events: await compared(COUNT),
    People: await compared({ type: "aggregation", aggregation: "countDistinct", field: "user" }),
    Conversations: await compared(COUNT, [], "conversations"),
    "Search events": await compared(COUNT, [is("eventType", "eq", "search")]),
    "Events over time": [...all.filter((text) => !isOther(text)), ...all.filter(isOther)],
    "What is searched": await ranked({ field: "searchQuery" }, "searchQuery", [is("searchQuery", "isNotNull", "")]),
    "Most frequent types": await ranked({ field: "type" }, "type"),
  };
}
