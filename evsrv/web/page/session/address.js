/** The address holds the state of a screen behind `#`, which no server and no log sees. */
import { signal } from "../preact.js";

/** @typedef {{screen: string, parameters: Record<string, string>}} Address */

/** Parse the fragment `#/screen?name=value`. @param {string} fragment @returns {Address} */
export function parseAddress(fragment) {
  const [screen = "", query = ""] = fragment.replace(/^#\/?/, "").split(/\?(.*)/s);
  return { screen: screen || "overview", parameters: Object.fromEntries(new URLSearchParams(query)) };
}

/**
 * Render the fragment of a screen; parameters that are undefined or empty are left out.
 * @param {string} screen
 * @param {Record<string, string | undefined>} [parameters]
 */
export function renderAddress(screen, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== "");
  const query = new URLSearchParams(/** @type {[string, string][]} */ (given)).toString();
  return `#/${screen}${query && `?${query}`}`;
}

export const address = signal(parseAddress(location.hash));

/** Read the state that the address now shows. */
export function readAddress() {
  address.value = parseAddress(location.hash);
}

/**
 * Show a state in the address: as a new step of the history, or in the place of the present one.
 * @param {string} screen
 * @param {Record<string, string | undefined>} parameters
 * @param {{replace?: boolean}} [options]
 */
export function navigate(screen, parameters, { replace = false } = {}) {
  const fragment = renderAddress(screen, parameters);
  if (fragment === location.hash) return;
  history[replace ? "replaceState" : "pushState"](null, "", fragment);
  readAddress();
}

addEventListener("hashchange", readAddress);
// A step back between two pushed states is no change of the hash in every browser.
addEventListener("popstate", readAddress);

/**
 * Render the address of a question in Explore.
 * @param {string} dataset
 * @param {import("../types").QueryDocument} query
 * @param {string} [view] the chosen view of the result
 */
export const exploreAddress = (dataset, query, view) => renderAddress("explore", { dataset, query: JSON.stringify(query), view });
