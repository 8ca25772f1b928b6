/** The range of time: presets, and an interval between two dates. */
import { html } from "../vendor/preact.js";
import { Segments } from "./segments.js";

/** @type {readonly (readonly [string, string])[]} */
export const PRESETS = [
  ["past 24 hours", "24 h"],
  ["7 days to date", "7 d"],
  ["30 days to date", "30 d"],
  ["90 days to date", "90 d"],
];

/** Return the dates of an interval; of a phrase, those that the server resolved it to. @param {string} interval */
function datesOf(interval) {
  const [from = "", before = ""] = interval.split("/");
  return { from: from.slice(0, 10), before: before.slice(0, 10) };
}

/**
 * Render the control of a range, whose second date is not included, as in the language.
 * @param {{range: string | undefined, resolved: string | undefined, onChange: (range: string) => void}} props
 *   `resolved` is the interval that the server answered for the range
 */
export function RangeControl({ range, resolved, onChange }) {
  const { from, before } = datesOf(range?.includes("/") ? range : (resolved ?? ""));
  const set = (/** @type {string} */ first, /** @type {string} */ second) => first && second && onChange(`${first}/${second}`);
  return html`<${Segments} label="Time range" options=${PRESETS} value=${range} onChange=${onChange} />
    <span class="dates">
      <input type="date" aria-label="From" value=${from} onChange=${(/** @type {any} */ event) => set(event.target.value, before)} />
      <span class="word">to before</span>
      <input type="date" aria-label="Before" value=${before} onChange=${(/** @type {any} */ event) => set(from, event.target.value)} />
    </span>`;
}
