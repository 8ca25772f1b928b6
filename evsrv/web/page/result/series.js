/** The series of an answer over time. */
import { isAdditive, labelOf, shapeOf } from "./answer_shape.js";

/** @typedef {import("../types").Data} Data */
/** @typedef {import("../types").QueryDocument} QueryDocument */
/** @typedef {import("./answer_shape.js").Measure} Measure */
/** @typedef {(number | null)[]} Values */
/**
 * A series: its colour is that of its place; `total` is undefined if its values do not add up.
 * @typedef {{name: string, values: Values, compared: Values | undefined, total: number | undefined, place: number}} Series
 */
/** `more` series are not drawn. @typedef {{times: string[], comparedTimes: (string | undefined)[], series: Series[], more: number}} Chronicle */

export const MAX_SERIES = 5;
/** The place of the group of all other values. */
export const OTHERS = 6;

/**
 * Return the series of an answer: one for each group, or one for each number if there are no groups.
 * @param {Data} data
 * @param {{zone: string, query?: QueryDocument | undefined, measure?: Measure | undefined}} options `measure` is drawn of grouped answers, the first unless said
 * @returns {Chronicle}
 */
export function seriesOf(data, { zone, query, measure }) {
  const { time, comparedTime, groups, measures } = shapeOf(data);
  const timeName = time?.name ?? "";
  const rows = data.result.filter((row) => typeof row[timeName] === "string");
  const times = [...new Set(rows.map((row) => String(row[timeName])))].sort((a, b) => Date.parse(a) - Date.parse(b));
  const indexes = new Map(times.map((text, index) => [text, index]));
  /** @type {(string | undefined)[]} */
  const comparedTimes = times.map(() => undefined);
  /** @type {Map<string, Series & {isOthers: boolean, isAdditive: boolean}>} */
  const found = new Map();
  const others = othersOf(query);
  const drawn = groups.length ? [measure ?? measures[0]] : measures;
  for (const row of rows) {
    const index = indexes.get(String(row[timeName])) ?? 0;
    comparedTimes[index] ??= /** @type {string | undefined} */ (row[comparedTime?.name ?? ""]);
    for (const one of drawn) {
      if (!one) continue;
      const { column, compared } = one;
      let name = groups.length ? labelOf(row, groups, zone) : column.name;
      // A value that reads like the text of the others is a group of its own, which comes before theirs.
      while (found.get(name)?.values[index] !== undefined) name += " (2)";
      let series = found.get(name);
      if (!series) {
        const isOthers = groups.length > 0 && groups.every((group) => others.includes(row[group.name]));
        series = { name, values: [], compared: compared && [], total: undefined, place: 0, isOthers, isAdditive: isAdditive(column, query) };
        found.set(name, series);
      }
      series.values[index] = numberOf(row[column.name]);
      if (compared && series.compared) series.compared[index] = numberOf(row[compared.name]);
    }
  }
  const all = [...found.values()].map((one) => ({ ...one, values: dense(one.values, times), compared: one.compared && dense(one.compared, times) }));
  const rest = all.findLast(({ isOthers }) => isOthers);
  const named = all.filter((one) => one !== rest);
  if (groups.length) named.sort((a, b) => sizeOf(b) - sizeOf(a));
  const series = named.slice(0, MAX_SERIES).map((one, index) => placed(one, index + 1));
  if (rest) series.push(placed(rest, OTHERS));
  return { times, comparedTimes, series, more: Math.max(0, named.length - MAX_SERIES) };
}

/** Return the texts of the groups of all other values. @param {QueryDocument} [query] @returns {(import("../types").Json | undefined)[]} */
const othersOf = (query) => (Array.isArray(query?.groupBy) ? query.groupBy : []).map((group) => /** @type {any} */ (group)?.top?.other).filter((text) => text !== undefined);

const numberOf = (/** @type {unknown} */ value) => (typeof value === "number" ? value : null);
/** @param {Values} values @param {unknown[]} times */
const dense = (values, times) => times.map((_, index) => values[index] ?? null);
const sumOf = (/** @type {Values} */ values) => values.reduce((/** @type {number} */ sum, value) => sum + (value ?? 0), 0);
/** @param {{values: Values, isAdditive: boolean}} series */
const sizeOf = ({ values, isAdditive }) => (isAdditive ? sumOf(values) : (values.findLast((value) => value !== null) ?? -Infinity));
/** @param {Series & {isAdditive: boolean}} series @param {number} place @returns {Series} */
const placed = ({ name, values, compared, isAdditive }, place) => ({ name, values, compared, total: isAdditive ? sumOf(values) : undefined, place });
