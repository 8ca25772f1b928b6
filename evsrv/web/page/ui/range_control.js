/** The range of time: presets, an interval between two dates, and every other range in words. */
import { html, useCallback, useId, useRef } from "../vendor/preact.js";
import { Issues } from "./issues.js";
import { Segments } from "./segments.js";
import { useShortcut } from "./shortcuts.js";

/** @type {readonly (readonly [string, string])[]} */
export const PRESETS = [
  ["past 24 hours", "24 h"],
  ["7 days to date", "7 d"],
  ["30 days to date", "30 d"],
  ["90 days to date", "90 d"],
];
const PHRASES = ["past 1 hour", "1 day to date", "previous day", "previous week", "month to date", "previous month", "previous quarter", "year to date"];
const DATES = /^\d{4}-\d\d-\d\d\/\d{4}-\d\d-\d\d$/;

/**
 * Render the control of a range, whose second date is not included, as in the language.
 * @param {{range: string | undefined, resolved: string | undefined, problem?: Error | null,
 *   onChange: (range: string) => void, onClear?: () => void}} props
 *   `resolved` is the interval that the server answered for the range; with `onClear` there is a choice of all time
 */
export function RangeControl({ range, resolved, problem = null, onChange, onClear }) {
  const id = useId();
  const presets = useRef(/** @type {HTMLElement | null} */ (null));
  useShortcut("t", "goes to the time range", useCallback(() => presets.current?.querySelector("button")?.focus(), []));
  const isInterval = range?.includes("/");
  const [from = "", before = ""] = ((isInterval ? range : range && resolved) ?? "").split("/");
  // The end that is not changed stays as it is, to the millisecond.
  const set = (/** @type {string} */ first, /** @type {string} */ second) => first && second && onChange(`${first}/${second}`);
  const isInWords = range !== undefined && !DATES.test(range) && !PRESETS.some(([preset]) => preset === range);
  const write = (/** @type {any} */ { target }) => target.value.trim() && onChange(target.value.trim());
  return html`<span class="range" ref=${presets}>
    <${Segments} label="Time range" options=${onClear ? [...PRESETS, ["", "All"]] : PRESETS} value=${range ?? ""} onChange=${(/** @type {string} */ next) => (next ? onChange(next) : onClear?.())} />
    <span class="dates">
      <input type="date" aria-label="From" value=${from.slice(0, 10)} onChange=${(/** @type {any} */ event) => set(event.target.value, before)} />
      <span class="word">to before</span>
      <input type="date" aria-label="Before" value=${before.slice(0, 10)} onChange=${(/** @type {any} */ event) => set(from, event.target.value)} />
    </span>
    <input class="field words" list=${id} aria-label="Time range in words" placeholder="or previous month…" title=${range} value=${isInWords ? range : ""} onChange=${write} />
    <datalist id=${id}>${PHRASES.map((phrase) => html`<option key=${phrase} value=${phrase} />`)}</datalist>
    <${Issues} problem=${problem} pointer="/range" />
  </span>`;
}
