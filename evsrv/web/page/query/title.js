/** A query as the title of its answer. */
import { isGrouped } from "./asked.js";
import { nameOf } from "./vocabulary.js";

/** @typedef {import("../types").JsonObject} JsonObject */

/** @type {Record<string, string>} */
const AGGREGATIONS = { countDistinct: "distinct", sum: "sum of", avg: "average of", min: "least", max: "greatest" };

/** Return the objects of a list. @param {unknown} list @returns {any[]} */
const objectsOf = (list) => (Array.isArray(list) ? list.filter((item) => item && typeof item === "object") : []);

/** @param {any} reference */
const renderReference = ({ path, ...reference }) => nameOf({ ...reference, path: Array.isArray(path) ? path : [] });

/** @param {any} item of `select` @param {string} dataset */
function renderNumber({ as, type, aggregation, field, formula, ...rest }, dataset) {
  if (as) return String(as);
  if (type === "formula") return String(formula);
  if (!field) return aggregation === "count" ? dataset : String(aggregation);
  return `${AGGREGATIONS[aggregation] ?? `${aggregation} of`} ${renderReference({ field, ...rest })}`;
}

/** @param {any} group */
const renderGroup = ({ top, ...reference }) => renderReference(reference) + (top?.limit && !top.other ? ` (top ${top.limit})` : "");

/** Join names as a sentence does. @param {string[]} names */
const join = (names) => names.join(", ").replace(/, ([^,]*)$/, " and $1");

/**
 * Render the title of a query's answer, such as `Events by type, each day`.
 * @param {string} dataset
 * @param {JsonObject} query
 */
export function titleOf(dataset, query) {
  const items = objectsOf(query.select);
  const title = isGrouped(query) ? groupedTitle(dataset, items, objectsOf(query.groupBy)) : rawTitle(dataset, objectsOf(query.orderBy));
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** @param {string} dataset @param {any[]} items @param {any[]} groupBy */
function groupedTitle(dataset, items, groupBy) {
  const numbers = items.filter(({ type }) => ["aggregation", "formula", "rank"].includes(type)).map((item) => renderNumber(item, dataset));
  const groups = [...groupBy.map(renderGroup), ...items.filter(({ type }) => type === "bucket").map((item) => item.as ?? renderReference(item))];
  const units = items.filter(({ type, timeUnit }) => type === "time" && timeUnit).map(({ timeUnit }) => timeUnit);
  const shown = join(numbers) || "values";
  return `${shown}${groups.length ? ` by ${join(groups)}` : ""}${units.length ? `, each ${join(units)}` : ""}`;
}

/** @param {string} dataset @param {any[]} orderBy */
function rawTitle(dataset, [order]) {
  if (!order) return `${dataset}, newest first`;
  return `${dataset} by ${order.field}, ${order.direction === "desc" ? "highest" : "lowest"} first`;
}
