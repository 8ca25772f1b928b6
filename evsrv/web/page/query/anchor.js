/** The end of a relative range on data that is older than it: the newest row in the place of now. */
import { fetchNewestTime } from "../api/endpoints.js";
import { formatDay } from "../ui/format.js";
import { isRelative, roundUp } from "./asked.js";

/** @typedef {{newest: string, now: string}} Anchor `now` is the member of the query */

/** @type {Record<import("../types").DatasetName, string>} */
export const ROW_NOUNS = { events: "event", conversations: "conversation", feedback: "feedback" };

/**
 * Return the newest row's time as an anchor if a query's relative range has no rows, and others have.
 * @param {import("../types").Dataset} dataset
 * @param {import("../types").QueryDocument} query of which `range`, `now`, `timezone`, `weekStart` and `where` matter
 * @param {AbortSignal} [signal]
 * @returns {Promise<Anchor | undefined>}
 */
export async function fetchAnchor(dataset, { range, now = roundUp(), timezone = "UTC", weekStart = "monday", where }, signal) {
  if (!isRelative(range)) return undefined;
  /** @type {import("../types").QueryDocument} */
  const filter = where === undefined ? {} : { where };
  if (await fetchNewestTime(dataset, { range, now, timezone, weekStart, ...filter }, signal)) return undefined;
  const newest = await fetchNewestTime(dataset, filter, signal);
  return newest === undefined ? undefined : anchorAt(newest);
}

/** Return the anchor at the newest row. @param {string} newest @returns {Anchor} */
export const anchorAt = (newest) => ({ newest, now: roundUp(Date.parse(newest)) });

/** Render the rows that a relative range shows if it ends at an anchor. @param {string} range */
export function spanOf(range) {
  const length = /^(?:past|previous)? ?(\d+ \w+)/.exec(range)?.[1];
  return length ? `the ${length} up to it` : `“${range}” as of then`;
}

/**
 * Render that a range ends at the newest row.
 * @param {import("../types").DatasetName} dataset
 * @param {string} newest
 * @param {string} range
 * @param {string} zone
 */
export const anchorNotice = (dataset, newest, range, zone) =>
  `The newest ${ROW_NOUNS[dataset]} is of ${formatDay(newest, zone)}; this shows ${spanOf(range)}.`;
