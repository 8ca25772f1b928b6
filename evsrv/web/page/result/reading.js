/** The values at a bucket, in words. */
import { formatNumber, formatTime } from "../ui/format.js";

/** Return whether the range begins within the first bucket, and whether it ends within the last one. @param {string[]} times @param {string | undefined} range */
export function cutsOf(times, range) {
  const [start = NaN, end = NaN] = range?.split("/").map((text) => Date.parse(text)) ?? [];
  const instants = times.map((time) => Date.parse(time));
  const shortest = Math.min(...instants.slice(1).map((instant, index) => instant - (instants[index] ?? 0)));
  // Months and days with a change of the clock are shorter by up to a tenth.
  return { first: start > (instants[0] ?? NaN), last: end - (instants.at(-1) ?? NaN) < shortest * 0.9 };
}

/**
 * Return the title, the time of the compared values, and the values of series at a bucket, from the top of the chart down.
 * @param {import("./types").Chronicle} chronicle
 * @param {import("./types").Series[]} series those that are shown
 * @param {number} index
 * @param {{zone: string, unit: string | undefined, range: string | undefined, isStacked: boolean}} options
 */
export function readBucket({ times, comparedTimes }, series, index, { zone, unit, range, isStacked }) {
  const cuts = cutsOf(times, range);
  const isCut = (cuts.first && index === 0) || (cuts.last && index === times.length - 1);
  const comparedTime = comparedTimes[index];
  const text = (/** @type {number | null | undefined} */ value) => (value == null ? "no value" : formatNumber(value));
  const height = (/** @type {import("./types").Series} */ { values }) => values[index] ?? -Infinity;
  const ordered = isStacked ? [...series].reverse() : [...series].sort((a, b) => height(b) - height(a));
  return {
    title: formatTime(times[index] ?? 0, zone, unit) + (isCut ? " (incomplete)" : ""),
    before: comparedTime ? formatTime(comparedTime, zone, unit) : "",
    /** @type {import("./types").ReadValue[]} */
    values: ordered.map(({ name, place, values, compared }) => ({ name, place, text: text(values[index]), before: comparedTime && compared && text(compared[index]) })),
  };
}

/** Render the values at a bucket as a sentence. @param {ReturnType<typeof readBucket>} read */
export const sentenceOf = ({ title, before, values }) =>
  `${title}: ${values.map((value) => `${value.name} ${value.text}${value.before ? `, before ${value.before}` : ""}`).join("; ")}${before && `; before is ${before}`}`;
