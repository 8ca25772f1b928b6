/** The shape of an answer: its columns by the use that a chart has for them. */
import { formatNumber, formatTime } from "../ui/format.js";

/** @typedef {import("../types").Column} Column */

const COMPARED = "compared_";

/** Return the shape of an answer. A second column of times is a group. @param {{columns: Column[]}} data @returns {import("./types").Shape} */
export function shapeOf({ columns }) {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const comparedOf = (/** @type {Column | undefined} */ column) => column && byName.get(COMPARED + column.name);
  const own = columns.filter(({ name, role }) => !(name.startsWith(COMPARED) && byName.get(name.slice(COMPARED.length))?.role === role));
  const time = own.find(({ role }) => role === "time");
  return {
    time,
    comparedTime: comparedOf(time),
    groups: own.filter((column) => column.role === "group" || (column.role === "time" && column !== time)),
    measures: own.filter(({ role }) => role === "number").map((column) => ({ column, compared: comparedOf(column) })),
  };
}

/** Return whether the values of a column add up: those of a count or sum, without `over` and `within`. @param {Column} column @param {import("../types").QueryDocument} [query] */
export function isAdditive({ name }, query) {
  const select = /** @type {import("../types").JsonObject[]} */ (query?.select ?? []);
  const named = Array.isArray(select) && select.find((item) => item?.as === name);
  if (!named) return /^(count|sum)(_|$)/.test(name);
  return /^(count|sum)$/.test(String(named.aggregation)) && named.over === undefined && named.within === undefined;
}

/** Render a value; undefined if there is none. @param {unknown} value @param {Column} column @param {string} zone */
export function textOf(value, { kind, role, unit }, zone) {
  if (value === null || value === undefined) return undefined;
  if (kind === "time" && typeof value === "string") return formatTime(value, zone, unit);
  if (role === "number" && typeof value === "number") return formatNumber(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Render the groups of a row. @param {import("../types").Row} row @param {Column[]} groups @param {string} zone */
export const labelOf = (row, groups, zone) => groups.map((group) => textOf(row[group.name], group, zone) ?? "(none)").join(" · ");
