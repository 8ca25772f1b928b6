/** Numbers and times as people read them. */

const plain = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const precise = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

/** Render a number with separators of thousands and at most 2 decimals; small ones with 3 digits. @param {number} value */
export const formatNumber = (value) => (value !== 0 && Math.abs(value) < 0.1 ? precise : plain).format(value);
/** Render a number for an axis, such as `1.2K`. @param {number} value */
export const formatCompact = (value) => (value !== 0 && Math.abs(value) < 1 ? precise : compact).format(value);
/** Render a share of 1 as percent. @param {number} share */
export const formatPercent = (share) => percent.format(share);
/** Render a count with its noun. @param {number} count @param {string} singular @param {string} [plural] */
export const formatCount = (count, singular, plural = `${singular}s`) => `${formatNumber(count)} ${count === 1 ? singular : plural}`;

/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const OF_UNIT = {
  year: { year: "numeric" },
  quarter: { month: "short", year: "numeric" },
  month: { month: "short", year: "numeric" },
  week: { day: "numeric", month: "short", year: "numeric" },
  day: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
  hour: { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
};
/** @type {Intl.DateTimeFormatOptions} */
const WHOLE = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" };

/**
 * Render an instant in a time zone: as the start of a bucket if a unit is given, else to the second.
 * @param {string | number} instant ISO 8601 text or epoch milliseconds
 * @param {string} timeZone
 * @param {string} [unit]
 */
export function formatTime(instant, timeZone, unit) {
  return new Date(instant).toLocaleString("en-GB", { timeZone, ...((unit && OF_UNIT[unit]) || WHOLE) });
}

/** Render the day of an instant in a time zone. @param {string | number} instant @param {string} timeZone */
export const formatDay = (instant, timeZone) => new Date(instant).toLocaleDateString("en-GB", { timeZone, day: "numeric", month: "long", year: "numeric" });

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const AGES = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000], ["second", 1000]];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });

/** Render how long ago an instant was, such as `3 minutes ago`. @param {string | number} instant @param {number} now epoch milliseconds */
export function formatAge(instant, now) {
  const elapsed = now - new Date(instant).getTime();
  const [unit, length] = AGES.find(([, length]) => Math.abs(elapsed) >= length) ?? ["second", 1000];
  return relative.format(-Math.trunc(elapsed / length), unit);
}
