/** The questions that a property leads to. */

/** @typedef {import("../../types").QueryDocument} QueryDocument */

const MAX_GROUPS = 20;

/** Return the operand that a shown value is found by: objects and arrays are shown as their JSON. @param {string} shown @returns {import("../../types").Json} */
function operandOf(shown) {
  if (!/^[{[]/.test(shown)) return shown;
  try {
    return JSON.parse(shown);
  } catch {
    return shown;
  }
}

/** Return the query for the rows with a value. @param {string} field @param {string} key @param {string} value @returns {QueryDocument} */
export const filterQuery = (field, key, value) => ({ where: { condition: { field, operator: "eq", value: { path: [key], value: operandOf(value) } } } });

/** Return the query for the number of rows by the values of a key. @param {string} field @param {string} key @returns {QueryDocument} */
export const groupQuery = (field, key) => ({
  select: [{ type: "aggregation", aggregation: "count" }],
  groupBy: [{ field, path: [key], top: { limit: MAX_GROUPS, other: "others" } }],
  orderBy: [{ field: "count", direction: "desc" }],
});
