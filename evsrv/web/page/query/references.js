/** Names of values and of columns, as a person and the server write them. */
import { isObject, listOf, referenceIn } from "./shapes.js";
import { nameOf } from "./vocabulary.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").JsonObject} JsonObject */
/** @typedef {import("../types").QueryDocument} QueryDocument */
/** @typedef {import("../types").Reference} Reference */
/** @typedef {Record<string, import("../types").PropertyKey[]>} Keys the known keys of each JSON field */

/**
 * Parse the name of a field, or of a path in a JSON field; a known key may have dots in it.
 * @param {string} text
 * @param {import("../types").Dataset} dataset
 * @param {Keys} keys
 * @returns {Reference | null}
 */
export function parseReference(text, { fields }, keys) {
  if (fields.some(({ name }) => name === text)) return { field: text };
  const holder = fields.find(({ name, kind }) => kind === "document" && text.startsWith(`${name}.`))?.name;
  if (!holder) return null;
  const rest = text.slice(holder.length + 1);
  return { field: holder, path: keys[holder]?.some(({ key }) => key === rest) ? [rest] : rest.split(".") };
}

/** Return the name of the column of a selection or a group, as the server derives it. @param {JsonObject} item @param {string} timeField */
export function columnName(item, timeField) {
  if (typeof item.as === "string") return item.as;
  const reference = referenceIn(item);
  const name = reference ? nameOf(reference) : "";
  if (item.type === "time") return `${name || timeField}_${item.timeUnit}`;
  if (item.type === "bucket") return `${name}_bucket`;
  return item.aggregation && name ? `${item.aggregation}_${name}` : String(item.aggregation ?? name);
}

/**
 * Return the names of the columns that a query has.
 * @param {QueryDocument} query
 * @param {import("../types").Dataset} dataset
 */
export function columnNames({ select, groupBy, compare }, { timeField }) {
  const items = listOf(select).filter(isObject);
  /** @type {(...types: Json[]) => string[]} */
  const names = (...types) => items.filter(({ type = "" }) => types.includes(type)).map((item) => columnName(item, timeField));
  const aggregations = names("aggregation");
  const renamed = items.filter(({ type, as }) => type === "field" && as);
  const groups = listOf(groupBy).filter(isObject).map((group) => {
    const name = columnName(group, timeField);
    return String(renamed.find((item) => columnName({ ...item, as: null }, timeField) === name)?.as ?? name);
  });
  const compared = compare === undefined ? [] : aggregations.map((name) => `compared_${name}`);
  return { aggregations, numbers: [...aggregations, ...compared, ...names("formula", "rank")], buckets: names("bucket"), groups: [...names("time", "bucket"), ...groups] };
}

/** Return a name for `as` that no selection of a query has. @param {QueryDocument} query @param {string} stem */
export function newName({ select }, stem) {
  const taken = listOf(select).map((item) => isObject(item) && item.as);
  for (let number = 1; ; number++) if (!taken.includes(stem + number)) return stem + number;
}
