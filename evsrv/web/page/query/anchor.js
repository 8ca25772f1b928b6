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
  const filter = where === undefined ? {} : { where };
  if (await fetchNewestTime(dataset, { range, now, timezone, weekStart, ...filter }, signal)) return undefined;
  return anchorAt(await fetchNewestTime(dataset, filter, signal));
}

/** Return the anchor at the newest row. @param {string | undefined} newest */
export const anchorAt = (newest) => (newest === undefined ? undefined : { newest, now: roundUp(Date.parse(newest)) });

/**
 * Render that a range ends at the newest row.
 * @param {import("../types").DatasetName} dataset
 * @param {string} newest
 * @param {string} range
 * @param {string} zone
 */
export function anchorNotice(dataset, newest, range, zone) {
  const length = /^(?:past|previous)? ?(\d+ \w+)/.exec(range)?.[1];
  return `The newest ${ROW_NOUNS[dataset]} is of ${formatDay(newest, zone)}; this shows ${length ? `the ${length} up to it` : `“${range}” as of then`}.`;
}
