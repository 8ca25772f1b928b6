/** The views that fit an answer. */
import { isAdditive, shapeOf } from "./answer_shape.js";

/** @typedef {"line" | "stacked" | "bars" | "number" | "table"} View */

/** Return the views that fit an answer, the best first. @param {import("../types").Data} data @param {import("../types").QueryDocument} [query] @returns {View[]} */
export function viewsOf(data, query) {
  const { time, groups, measures } = shapeOf(data);
  const [first, ...others] = data.result;
  if (!first || !measures.length || (time && !data.result.some((row) => row[time.name]))) return ["table"];
  if (!time) return [groups.length ? "bars" : "number", "table"];
  const hasParts = others.some((row) => groups.some(({ name }) => row[name] !== first[name]));
  return hasParts && stackable(data, query).length ? ["line", "stacked", "table"] : ["line", "table"];
}

/** Return the numbers that can be stacked: they add up, and none is below 0. @param {import("../types").Data} data @param {import("../types").QueryDocument} [query] */
export const stackable = (data, query) =>
  shapeOf(data).measures.filter(({ column }) => isAdditive(column, query) && data.result.every((row) => Number(row[column.name] ?? 0) >= 0));
