/** The range of time: presets, an interval between two dates, and every other range in words. */
import { html, useCallback, useId, useRef, useState } from "../preact.js";
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

const CUSTOM = "custom";

/**
 * Render the control of a range: presets, and on demand two dates, of which the second is not included, and words.
 * @param {{range: string | undefined, resolved: string | undefined, problem?: Error | null,
 *   onChange: (range: string) => void, onClear?: () => void}} props
 *   `resolved` is the interval that the server answered for the range; with `onClear` there is a choice of all time
 */
export function RangeControl({ range, resolved, problem = null, onChange, onClear }) {
  const id = useId();
  const control = useRef(/** @type {HTMLElement | null} */ (null));
  useShortcut("t", "goes to the time range", useCallback(() => control.current?.querySelector("button")?.focus(), []));
  const [isOpen, open] = useState(false);
  const isCustom = isOpen || (range !== undefined && !PRESETS.some(([preset]) => preset === range));
  const options = [...PRESETS, ...(onClear ? [["", "All"]] : []), [CUSTOM, "Custom"]];
  const choose = (/** @type {string} */ choice) => {
    open(choice === CUSTOM);
    if (choice && choice !== CUSTOM) onChange(choice);
    if (!choice) onClear?.();
  };
  return html`<span class="range" ref=${control}>
    <${Segments} label="Time range" options=${options} value=${isCustom ? CUSTOM : (range ?? "")} onChange=${choose} />
    ${isCustom && html`<${Interval} range=${range} resolved=${resolved} onChange=${onChange} />
      <input class="field words" list=${id} aria-label="Time range in words" placeholder="or previous month…" title=${range} value=${DATES.test(range ?? "") ? "" : range}
        onChange=${(/** @type {any} */ { target }) => target.value.trim() && onChange(target.value.trim())} />
      <datalist id=${id}>${PHRASES.map((phrase) => html`<option key=${phrase} value=${phrase} />`)}</datalist>`}
    <${Issues} problem=${problem} pointer="/range" />
  </span>`;
}

/** Render two dates. @param {{range: string | undefined, resolved: string | undefined, onChange: (range: string) => void}} props */
function Interval({ range, resolved, onChange }) {
  const control = useRef(/** @type {HTMLElement | null} */ (null));
  const ends = ((range?.includes("/") ? range : resolved) ?? "").split("/");
  // A date means the start of its day, which the end of a phrase often is not.
  const dates = ends.map((end) => (range?.includes("/") || end.includes("T00:00:00.000") ? end.slice(0, 10) : ""));
  const change = () => {
    const chosen = [...(control.current?.querySelectorAll("input") ?? [])].map(({ value }, index) => {
      const end = ends[index] ?? "";
      // An end that is not changed stays as it is, to the millisecond.
      return value === dates[index] ? value && end : value;
    });
    if (chosen.every(Boolean)) onChange(chosen.join("/"));
  };
  return html`<span class="dates" ref=${control}>
    <input type="date" aria-label="From" value=${dates[0]} onChange=${change} />
    <span class="word">to before</span>
    <input type="date" aria-label="Before" value=${dates[1]} onChange=${change} />
  </span>`;
}
