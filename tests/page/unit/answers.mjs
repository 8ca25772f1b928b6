// Answers for the tests of the charts: their columns, and random rows.

/** @typedef {import("../../../evsrv/web/page/types.d.ts").Column} Column */
/** @typedef {import("../../../evsrv/web/page/types.d.ts").Data} Data */
/** @typedef {import("../../../evsrv/web/page/types.d.ts").Row} Row */

/** @type {Column} */
export const DAY = { name: "createdAt_day", role: "time", kind: "time", field: "createdAt", unit: "day" };
/** @type {Column} */
export const COMPARED_DAY = { ...DAY, name: "compared_createdAt_day" };
/** @param {string} name @returns {Column} */
export const group = (name) => ({ name, role: "group", kind: "text", field: name });
/** @param {string} name @returns {Column} */
export const number = (name) => ({ name, role: "number", kind: "number" });
/** @param {Column[]} columns @param {Row[]} result @returns {Data} */
export const answer = (columns, result) => ({ columns, result, total: result.length, pageSize: 1000, count: result.length });

/** Return the start of a day in UTC as an answer has it. @param {number} day from 0 */
export const dayAt = (day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString();

/** Return a repeatable source of random numbers from 0 to below a limit. @param {number} seed */
export function randomFrom(seed) {
  let state = seed;
  return (/** @type {number} */ limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Return random rows of days and two groups in a random order: some are missing, some have no number. @param {number} seed */
export function randomRows(seed) {
  const random = randomFrom(seed);
  /** @type {Row[]} */
  const rows = [];
  const [days, types] = [1 + random(12), 1 + random(9)];
  for (let day = 0; day < days; day++) {
    for (let type = 0; type < types; type++) {
      if (random(5) === 0) continue;
      const row = { createdAt_day: dayAt(day), type: type ? `type ${type}` : null, ...(random(6) ? { count: random(1000) } : {}) };
      rows.splice(random(rows.length + 1), 0, row);
    }
  }
  return rows;
}
