/** The query as it is sent: with the members that the page needs to show its answer. */

/** @typedef {import("../types").QueryDocument} QueryDocument */

const ROUNDING_MS = 300_000;

/**
 * Return an instant rounded up to the next 5 minutes, so that refreshes within are the same question.
 * An instant on the mark goes to the next one too, since ranges end before it.
 * @param {number} [instant] epoch milliseconds
 */
export const roundUp = (instant = Date.now()) => new Date((Math.floor(instant / ROUNDING_MS) + 1) * ROUNDING_MS).toISOString();

/** Return whether a range is relative to now; an interval is not. @param {unknown} range @returns {range is string} */
export const isRelative = (range) => typeof range === "string" && !range.includes("/");

/** Return whether a query has groups or aggregations; else its rows are events. @param {QueryDocument} query */
export function isGrouped({ select, groupBy }) {
  const items = Array.isArray(select) ? select : [];
  const types = items.map((item) => /** @type {import("../types").JsonObject} */ (item)?.type);
  return (Array.isArray(groupBy) && groupBy.length > 0) || types.some((type) => type !== "field");
}

/**
 * Return a query with `meta`, with the highest limit if its rows are groups, and with `now` if its range is relative to it.
 * @param {QueryDocument} query
 * @param {number} maxRows
 * @returns {QueryDocument}
 */
export function asAsked(query, maxRows) {
  return {
    ...query,
    ...(isRelative(query.range) && query.now === undefined ? { now: roundUp() } : {}),
    ...(isGrouped(query) && query.limit === undefined ? { limit: maxRows } : {}),
    meta: true,
  };
}
