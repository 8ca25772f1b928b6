/** The state of Explore, which is its address: a dataset, a query, and the view of its result. */
import { browserZone } from "../../ui/zone_control.js";
import { navigate } from "../../session/address.js";
import { parseDocument } from "./json_text.js";

/** @typedef {import("../../types").QueryDocument} QueryDocument */
/** @typedef {import("../../types").DatasetName} DatasetName */
/** @typedef {{dataset: DatasetName, query: QueryDocument, view?: string | undefined}} State */

export const DEFAULT_RANGE = "30 days to date";

/** Return the first question to a dataset. @returns {QueryDocument} */
export const defaultQuery = () => ({
  select: [{ type: "time", timeUnit: "day" }, { type: "aggregation", aggregation: "count" }],
  groupBy: [{ field: "type", top: { limit: 5, other: "Other" } }],
  range: DEFAULT_RANGE,
  timezone: browserZone,
  fill: true,
});

/**
 * Return the query of an address; its text if that is no query document, and undefined if it has none.
 * @param {Record<string, string>} parameters
 * @returns {{query?: QueryDocument, damaged?: string}}
 */
export function queryIn({ query: text }) {
  if (text === undefined) return {};
  try {
    return { query: parseDocument(text) };
  } catch {
    return { damaged: text };
  }
}

/** Show a state in the address. @param {State} state @param {{replace?: boolean}} [options] */
export const showState = ({ dataset, query, view }, options) => navigate("explore", { dataset, query: JSON.stringify(query), view }, options);
