/** The series of an answer over time. */
import { isAdditive, labelOf, shapeOf } from "./answer_shape.js";

const MAX_SERIES = 5;
/** The place of the group of all other values. */
export const OTHERS = 6;

/**
 * Return the series of an answer: one for each group, the largest first, or one for each number if there are no groups.
 * @param {import("../types").Data} data
 * @param {string} zone
 * @param {import("../types").QueryDocument} [query]
 * @param {import("./types").Measure} [measure] the one to draw of groups
 * @returns {import("./types").Chronicle}
 */
export function seriesOf(data, zone, query, measure) {
  const { time, comparedTime, groups, measures } = shapeOf(data);
  const timeOf = (/** @type {import("../types").Row} */ row, column = time) => /** @type {string | undefined} */ (column && row[column.name]);
  const rows = data.result.filter((row) => timeOf(row));
  const times = [...new Set(rows.map((row) => timeOf(row) ?? ""))].sort((a, b) => Date.parse(a) - Date.parse(b));
  const indexes = new Map(times.map((text, index) => [text, index]));
  const comparedTimes = times.map(() => /** @type {string | undefined} */ (undefined));
  const empty = times.map(() => null);
  /** @type {Map<string, import("./types").Series & {size: number}>} */
  const found = new Map();
  const filled = new Set();
  for (const row of rows) {
    const index = indexes.get(timeOf(row) ?? "") ?? 0;
    if (comparedTime) comparedTimes[index] = timeOf(row, comparedTime);
    for (const { column, compared } of groups.length ? [measure ?? measures[0]].filter((one) => one !== undefined) : measures) {
      let name = groups.length ? labelOf(row, groups, zone) : column.name;
      // A value that reads like the text of the others is a group of its own, which comes before theirs.
      while (filled.has(`${index} ${name}`)) name += " (2)";
      filled.add(`${index} ${name}`);
      const place = groups.length && groups.every((group) => othersOf(query).includes(row[group.name])) ? OTHERS : 0;
      const series = found.get(name) ?? { name, values: [...empty], compared: compared && [...empty], total: isAdditive(column, query) ? 0 : undefined, place, size: 0 };
      found.set(name, series);
      const value = numberOf(row[column.name]);
      series.values[index] = value;
      if (compared && series.compared) series.compared[index] = numberOf(row[compared.name]);
      if (series.total !== undefined) series.total += value ?? 0;
    }
  }
  const all = [...found.values()];
  const rest = all.filter(({ place }) => place === OTHERS).at(-1);
  const named = all.filter((one) => one !== rest);
  for (const one of all) one.size = one.total ?? one.values.filter((value) => value !== null).at(-1) ?? -Infinity;
  if (groups.length) named.sort((a, b) => b.size - a.size);
  const series = named.slice(0, MAX_SERIES);
  series.forEach((one, index) => (one.place = index + 1));
  return { times, comparedTimes, series: rest ? [...series, rest] : series, more: named.length - series.length };
}

/** Return the texts of the groups of all other values. @param {import("../types").QueryDocument} [query] @returns {unknown[]} */
const othersOf = (query) => (Array.isArray(query?.groupBy) ? query.groupBy.map((group) => /** @type {any} */ (group)?.top?.other ?? NaN) : []);

const numberOf = (/** @type {unknown} */ value) => (typeof value === "number" ? value : null);

/** Return series on top of those before them, the highest first: each is painted over the one before. @param {import("./types").Series[]} series */
export function stack(series) {
  /** @type {number[]} */
  const heights = [];
  return series.map((one) => ({ ...one, values: one.values.map((value, index) => (heights[index] = (heights[index] ?? 0) + (value ?? 0))) })).reverse();
}
