/** Limits as a person reads them. */
import { formatNumber } from "../../ui/format.js";

/** Render the name of a limit as words, such as `max event bytes`. @param {string} name */
export const nameOfLimit = (name) => name.replace(/Seconds$/, "").replace(/([A-Z])/g, " $1").toLowerCase();

/** Render a limit with the unit that its name ends with. @param {string} name @param {number | null} value */
export function formatLimit(name, value) {
  if (value === null) return "none";
  return name.endsWith("Seconds") ? `${formatNumber(value)} s` : formatNumber(value);
}
