/** Questions for the values that a filter may pick from: under the other conditions of the query. */
import { withoutFilter, withFilter } from "./filters.js";

/** @typedef {import("../types").Path} Path */
/** @typedef {import("../types").QueryDocument} QueryDocument */
/** @typedef {import("../types").Reference} Reference */

const MAX_SUGGESTIONS = 50;

/**
 * Return the conditions of a query but for the one at a path.
 * @param {QueryDocument} query
 * @param {Path} path
 * @returns {QueryDocument}
 */
export function otherConditions(query, path) {
  const { where, range, timezone, weekStart, now } = path[0] === "where" ? withoutFilter(query, path) : query;
  return JSON.parse(JSON.stringify({ where, range, timezone, weekStart, now }));
}

/**
 * Return the query for the most frequent values at a reference that begin with a prefix.
 * @param {Reference} reference
 * @param {QueryDocument} conditions
 * @param {string} prefix
 * @returns {QueryDocument}
 */
export function valuesQuery({ field, path, apply }, conditions, prefix) {
  const value = path ? { path, value: prefix } : prefix;
  const begins = { condition: { field, ...(apply ? { apply } : {}), operator: "startsWith", value } };
  return {
    ...(prefix ? withFilter(conditions, ["where"], begins) : conditions),
    select: [{ type: "aggregation", aggregation: "count" }],
    groupBy: [{ field, ...(path ? { path } : {}), ...(apply ? { apply } : {}) }],
    orderBy: [{ field: "count", direction: "desc" }],
    limit: MAX_SUGGESTIONS,
  };
}

/** Return the body of a question for the values of a key. @param {string} view @param {QueryDocument} conditions @param {string} prefix */
export const keyValues = (view, conditions, prefix) => ({ views: [view], limit: MAX_SUGGESTIONS, ...conditions, ...(prefix ? { prefix } : {}) });
