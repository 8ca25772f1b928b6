/** The endpoints of the API that the page uses. */
import { ask } from "./answers.js";
import { send } from "./http.js";

/** @typedef {import("../types").DatasetName} DatasetName */
/** @typedef {import("../types").QueryDocument} QueryDocument */

/** Return what the key of this tab may see. @returns {Promise<import("../types").ApiKey>} */
export const fetchKey = async () => (await ask("me")).body;

/** Return the terms, datasets, limits and versions of the server. @returns {Promise<import("../types").Vocabulary>} */
export const fetchVocabulary = async () => (await ask("query/vocabulary")).body;

/**
 * Run a query.
 * @param {DatasetName} dataset
 * @param {QueryDocument} document
 * @param {AbortSignal} [signal]
 * @returns {Promise<import("../types").Answer<import("../types").Data>>}
 */
export async function runQuery(dataset, document, signal) {
  const answer = await ask(`query/${dataset}`, document, signal);
  return { ...answer, body: answer.body.data };
}

/**
 * Return the keys of a JSON field, with the kinds and shares of a sample of the newest rows.
 * @param {string} field
 * @param {QueryDocument} [conditions] `views`, `where`, `range` and their companions
 * @param {AbortSignal} [signal]
 * @returns {Promise<import("../types").Answer<import("../types").PropertyKeys>>}
 */
export const fetchPropertyKeys = (field, conditions = {}, signal) => ask("query/property-keys", { field, details: true, ...conditions }, signal);

/**
 * Return the most frequent values of a property, with their counts.
 * @param {string} field
 * @param {string} key
 * @param {QueryDocument} [conditions] `views`, `where`, `prefix`, `limit`, `range` and their companions
 * @param {AbortSignal} [signal]
 * @returns {Promise<import("../types").Answer<{results: import("../types").ValueCount[], truncated?: boolean}>>}
 */
export const fetchPropertyValues = (field, key, conditions = {}, signal) =>
  ask("query/property-values", { field, key, counts: true, ...conditions }, signal);

/**
 * Return all rows of a query as a file.
 * @param {DatasetName} dataset
 * @param {QueryDocument} document
 * @param {"text/csv" | "application/x-ndjson"} type
 * @param {{parameters?: string | undefined, signal?: AbortSignal, onProgress?: (bytes: number) => void}} [options]
 *   `parameters` of the URL, such as `spreadsheet=true`; `onProgress` is called with the bytes so far
 * @returns {Promise<Blob>}
 */
export async function exportRows(dataset, document, type, { parameters, signal, onProgress } = {}) {
  const path = `query/${dataset}/export${parameters ? `?${parameters}` : ""}`;
  const { body } = await send(path, { body: document, headers: { Accept: type }, signal });
  const chunks = [];
  let bytes = 0;
  const reader = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (body).getReader();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    chunks.push(chunk.value);
    onProgress?.((bytes += chunk.value.length));
  }
  return new Blob(chunks, { type });
}

/**
 * Return the time of the newest row of a dataset, or undefined if there is none.
 * @param {import("../types").Dataset} dataset
 * @param {QueryDocument} [conditions] such as `where`
 * @param {AbortSignal} [signal]
 * @returns {Promise<string | undefined>}
 */
export async function fetchNewestTime({ name, timeField }, conditions = {}, signal) {
  const query = { select: [{ type: "field", field: timeField }], orderBy: [{ field: timeField, direction: "desc" }], limit: 1, ...conditions };
  const { body } = await runQuery(name, query, signal);
  return /** @type {string | undefined} */ (body.result[0]?.[timeField]);
}
