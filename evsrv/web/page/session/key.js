/** The API key of this tab, in the storage of the browser. Never in a cookie or a query string. */
import { readAddress } from "./address.js";

const NAME = "evsrv.key";

/** Return the key, or an empty string. */
export const readKey = () => sessionStorage.getItem(NAME) ?? localStorage.getItem(NAME) ?? "";

/** Keep a key for this tab, or for this browser. @param {string} key @param {boolean} inBrowser */
export function keepKey(key, inBrowser) {
  forgetKey();
  (inBrowser ? localStorage : sessionStorage).setItem(NAME, key);
}

/** Forget the key in this tab and in this browser. */
export function forgetKey() {
  sessionStorage.removeItem(NAME);
  localStorage.removeItem(NAME);
}

/** Take the key out of `#key=...` of the address, which then no longer shows it. */
export function takeKeyFromAddress() {
  const match = /^#key=([^&]+)&?(.*)$/.exec(location.hash);
  if (!match) return;
  history.replaceState(null, "", match[2] ? `#${match[2]}` : location.pathname + location.search);
  readAddress();
  keepKey(decodeURIComponent(/** @type {string} */ (match[1])), false);
}
