/** The newest events as they arrive. */
import { fetchNewestTime, runQuery } from "../../api/endpoints.js";
import { datasetOf } from "../../query/vocabulary.js";
import { formatCount } from "../../ui/format.js";

/** @typedef {import("../../types").Row} Row */
/**
 * @typedef {object} Newest
 * @property {import("../../types").QueryDocument} query
 * @property {Row[]} rows
 * @property {boolean} isEmpty whether the server has no events and no conversations
 * @property {unknown[]} arrived the ids that the last change of the list brought
 * @property {string} words about new events, for a screen reader
 * @property {number} untold the number of new events that no words were about
 * @property {number} toldAt
 */

/** A screen reader hears of new events at most this often. */
const MIN_SILENCE_MS = 30_000;

/**
 * Return what is new since the last answer to the same question.
 * @param {Row[]} rows
 * @param {Newest | undefined} last
 * @param {number} now
 */
export function newsOf(rows, last, now) {
  if (!last) return { arrived: [], words: "", untold: 0, toldAt: -Infinity };
  const known = new Set(last.rows.map(({ id }) => id));
  const fresh = rows.flatMap(({ id }) => (known.has(id) ? [] : [id]));
  const untold = last.untold + fresh.length;
  const tells = untold > 0 && now - last.toldAt >= MIN_SILENCE_MS;
  return {
    arrived: fresh.length ? fresh : last.arrived,
    words: tells ? formatCount(untold, "new event") : last.words,
    untold: tells ? 0 : untold,
    toldAt: tells ? now : last.toldAt,
  };
}

/**
 * Return the newest events; of an unchanged file that is a 304.
 * @param {import("../../types").Vocabulary} vocabulary
 * @param {import("../../types").QueryDocument} query
 * @param {Newest | undefined} last to any question
 * @param {AbortSignal} signal
 * @returns {Promise<import("../../types").Answer<Newest>>}
 */
export async function fetchNewest(vocabulary, query, last, signal) {
  const answer = await runQuery("events", query, signal);
  const { result: rows, total } = answer.body;
  const isEmpty = !total && !query.where && !(await fetchNewestTime(datasetOf(vocabulary, "conversations"), {}, signal));
  const isSame = JSON.stringify(query) === JSON.stringify(last?.query);
  return { ...answer, body: { query, rows, isEmpty, ...newsOf(rows, isSame ? last : undefined, performance.now()) } };
}
