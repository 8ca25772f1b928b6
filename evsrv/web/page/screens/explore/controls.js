/** The controls of a question's members beside what the builder edits: time, comparison, filling. */
import { isGrouped } from "../../query/asked.js";
import { withPart } from "../../query/document.js";
import { Select } from "../../ui/inputs.js";
import { Issues } from "../../ui/issues.js";
import { RangeControl } from "../../ui/range_control.js";
import { ZoneControl } from "../../ui/zone_control.js";
import { html } from "../../preact.js";

const WEEKS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"].map((day) => [day.toLowerCase(), `Weeks from ${day}`]);
/** @type {import("../../ui/inputs.js").Choice[]} */
const COMPARISONS = [["", "No comparison"], ["previous", "Previous period"], ["1 year", "A year before"]];

/** Return a member of a query that is text. @param {unknown} member */
const textOf = (member) => (typeof member === "string" ? member : undefined);

const OTHER_MEMBERS = ["timezone", "weekStart", "compare", "fill", "now"];
/** The members of a query that have a control here, with the messages about them. */
export const TIME_MEMBERS = ["range", ...OTHER_MEMBERS];

const FIELD = { class: "field" };

/**
 * @param {{query: import("../../types").QueryDocument, resolved: string | undefined, problem: Error | null,
 *   onChange: (query: import("../../types").QueryDocument) => void}} props
 *   `resolved` is the interval of the last answer
 */
export function Controls({ query, resolved, problem, onChange }) {
  const set = (/** @type {string} */ member) => (/** @type {import("../../types").Json | undefined} */ value) => onChange(withPart(query, [member], value === "" ? undefined : value));
  const hasWeeks = query.weekStart !== undefined || /week/i.test(JSON.stringify(query));
  const range = textOf(query.range);
  return html`<${RangeControl} range=${range} resolved=${resolved} problem=${problem} onChange=${set("range")} onClear=${() => onChange(withoutRange(query))} />
    <${ZoneControl} zone=${textOf(query.timezone) ?? "UTC"} onChange=${set("timezone")} />
    ${hasWeeks &&
    html`<${Select} marks=${FIELD} label="First day of the week" value=${textOf(query.weekStart) ?? "monday"} options=${WEEKS}
      onChange=${set("weekStart")} />`}
    ${(isGrouped(query) || query.compare !== undefined) &&
    html`<${Select} marks=${FIELD} label="Compare with" value=${textOf(query.compare) ?? ""} options=${COMPARISONS}
      onChange=${set("compare")} />`}
    ${(isGrouped(query) || query.fill !== undefined) &&
    html`<label class="check"><input type="checkbox" checked=${query.fill === true}
      onChange=${(/** @type {any} */ event) => set("fill")(event.target.checked || undefined)} />Fill gaps</label>`}
    ${OTHER_MEMBERS.map((member) => html`<${Issues} key=${member} problem=${problem} pointer=${`/${member}`} />`)}`;
}

/** Return a query over all time, which has neither buckets to fill nor a period before. @param {import("../../types").QueryDocument} query */
const withoutRange = (query) => ["range", "now", "compare", "fill"].reduce((rest, member) => withPart(rest, [member], undefined), query);
