/** A question of Explore with its answer, and the forms in which its query leaves the page. */
import { runQuery } from "../../api/endpoints.js";
import { asAsked } from "../../query/asked.js";

/** @typedef {import("../../types").QueryDocument} QueryDocument */
/** @typedef {import("../../types").DatasetName} DatasetName */
/** @typedef {{dataset: DatasetName, query: QueryDocument, asked: QueryDocument, data: import("../../types").Data}} AskedQuestion */

/**
 * Run a query, and return its answer together with it.
 * @param {DatasetName} dataset
 * @param {QueryDocument} query
 * @param {number} maxRows
 * @param {AbortSignal} signal
 * @returns {Promise<import("../../types").Answer<AskedQuestion>>}
 */
export async function askQuestion(dataset, query, maxRows, signal) {
  const asked = asAsked(query, maxRows);
  const answer = await runQuery(dataset, asked, signal);
  return { ...answer, body: { dataset, query, asked, data: answer.body } };
}

/** Render the members that are added to a query when it is asked. @param {QueryDocument} query @param {number} maxRows */
export const renderAdded = (query, maxRows) =>
  Object.entries(asAsked(query, maxRows)).filter(([member]) => query[member] === undefined).map(([member, value]) => `${member}: ${JSON.stringify(value)}`).join(", ");

/** Return a query for another program, which then gets the rows that the page gets; a relative range stays so. @param {QueryDocument} query @param {number} maxRows */
export function asCopied(query, maxRows) {
  const { limit } = asAsked(query, maxRows);
  return limit === undefined ? query : { ...query, limit };
}

/** Return the query of a file with the rows of an answer: all of them, up to the same now. @param {AskedQuestion} question */
export function asExported({ query: { meta, ...query }, asked: { now } }) {
  return now === undefined ? query : { ...query, now };
}

/** Return the zone of a query. @param {QueryDocument | undefined} query */
export const zoneOf = (query) => (typeof query?.timezone === "string" ? query.timezone : "UTC");

/** Return whether no row of a dataset has part in an answer: it has no rows, or all its numbers are 0. @param {import("../../types").Data} data */
export function isEmpty({ result, columns }) {
  const numbers = columns.filter(({ role }) => role === "number");
  return result.length === 0 || (numbers.length > 0 && result.every((row) => numbers.every(({ name }) => !row[name])));
}
