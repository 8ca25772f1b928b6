/** The state of Overview in the address. */
import { address, navigate } from "../../session/address.js";
import { browserZone } from "../../ui/zone_control.js";

/** @typedef {Record<string, string | undefined>} Change */
/**
 * @typedef {object} State
 * @property {string} range a phrase or an interval
 * @property {string} timezone
 * @property {string | undefined} [now] in the place of the clock
 * @property {string | undefined} [project]
 * @property {string | undefined} [integration]
 * @property {string} by the field of whose values the chart has lines
 * @property {string} refresh a name of REFRESHES
 */

/** The pauses between two rounds of questions in ms, by their names. @type {Record<string, number>} */
export const REFRESHES = { off: 0, "10 s": 10_000, "1 min": 60_000 };

/** Return the state in the address, with defaults. @returns {State} */
export const currentState = () => ({ range: "30 days to date", timezone: browserZone, by: "integrationId", refresh: "1 min", ...address.value.parameters });

/** Show a change of the state in the address. @param {Change} change */
export const change = (change) => navigate("overview", { ...address.value.parameters, ...change });

/** Return a function that changes one part of the state; an empty value removes it. @param {keyof State} name @returns {(value: string) => void} */
export const changing = (name) => (value) => change({ [name]: value });
