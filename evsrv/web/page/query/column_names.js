/** The names of the columns that a query has, as the server derives them. */
import { isObject, listOf, referenceIn } from "./shapes.js";
import { nameOf } from "./vocabulary.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").JsonObject} JsonObject */
/** @typedef {import("../types").QueryDocument} QueryDocument */

/** Return the name of the column of a selection. @param {JsonObject} item @param {string} timeField @returns {string} */
export function columnName(item, timeField) {
  if (typeof item.as === "string") return item.as;
  const reference = referenceIn(item);
  const name = reference ? nameOf(reference) : "";
  if (item.type === "time") return `${name || timeField}_${item.timeUnit}`;
  if (item.type === "bucket") return `${name}_bucket`;
  return item.type === "aggregation" ? [item.aggregation, name].filter(Boolean).join("_") : name;
}

/**
 * Return the names of the columns of groups and of numbers.
 * @param {QueryDocument} query
 * @param {string} timeField
 */
export function columnNames({ select, groupBy, compare }, timeField) {
  const items = listOf(select).filter(isObject);
  const names = (/** @type {Json[]} */ ...types) =>
    items.filter(({ type = null }) => types.includes(type)).map((item) => columnName(item, timeField));
  const aggregations = names("aggregation");
  const fields = items.filter(({ type }) => type === "field");
  const groups = listOf(groupBy).filter(isObject).map((group) => {
    const name = columnName(group, timeField);
    const renamed = fields.find((item) => item.as && columnName({ ...item, as: null }, timeField) === name);
    return renamed ? columnName(renamed, timeField) : name;
  });
  return {
    groups: [...names("time", "bucket"), ...groups],
    aggregations,
    numbers: [...aggregations, ...(compare === undefined ? [] : aggregations.map((name) => `compared_${name}`)), ...names("formula", "rank")],
    buckets: names("bucket"),
  };
}

/** Return a name for `as` that no selection of a query has. @param {QueryDocument} query @param {string} stem */
export function newName(query, stem) {
  const taken = listOf(query.select).map((item) => isObject(item) && item.as);
  const base = stem.replace(/[^A-Za-z0-9_]/g, "").slice(0, 50) || "value";
  for (let number = 1; ; number++) if (!taken.includes(`${base}${number}`)) return `${base}${number}`;
}
