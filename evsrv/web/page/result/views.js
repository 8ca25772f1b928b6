/** The views that fit an answer. */
import { isAdditive, shapeOf } from "./answer_shape.js";

/** @typedef {"line" | "stacked" | "bars" | "number" | "table"} View */

/**
 * Return the views that fit an answer, the best first; a table always does.
 * @param {import("../types").Data} data
 * @param {import("../types").QueryDocument} [query]
 * @returns {View[]}
 */
export function viewsOf(data, query) {
  const { time, groups, measures } = shapeOf(data);
  const rows = data.result;
  if (!measures.length || !rows.length) return ["table"];
  if (!time) return [groups.length ? "bars" : "number", "table"];
  if (!rows.some((row) => row[time.name])) return ["table"];
  return hasParts(rows, groups) && stackable(data, query).length ? ["line", "stacked", "table"] : ["line", "table"];
}

/** Return the measures that can be stacked: they add up, and no value is below 0. @param {import("../types").Data} data @param {import("../types").QueryDocument} [query] */
export const stackable = (data, query) =>
  shapeOf(data).measures.filter(({ column }) => isAdditive(column, query) && data.result.every((row) => Number(row[column.name] ?? 0) >= 0));

/** @param {import("../types").Row[]} rows @param {import("../types").Column[]} groups */
const hasParts = ([first, ...others], groups) => others.some((row) => groups.some(({ name }) => row[name] !== first?.[name]));
