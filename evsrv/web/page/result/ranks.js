/** Groups as horizontal bars, in the order of the answer. */
import { formatCount, formatNumber } from "../ui/format.js";
import { html } from "../vendor/preact.js";
import { labelOf, shapeOf } from "./answer_shape.js";

const MAX_BARS = 20;

/**
 * Render the groups of an answer as bars; a bar can be picked if `onPick` is given.
 * @param {import("./result_chart.js").ChartProps & {measure: import("./answer_shape.js").Measure | undefined}} props
 */
export function Ranks({ data, zone, label, measure, onPick }) {
  if (!measure) return null;
  const { groups } = shapeOf(data);
  const { column, compared } = measure;
  const bars = data.result.slice(0, MAX_BARS);
  const valueOf = (/** @type {import("../types").Row} */ row, /** @type {string} */ name) => (typeof row[name] === "number" ? row[name] : null);
  const longest = Math.max(...bars.map((row) => Math.abs(valueOf(row, column.name) ?? 0)));
  const more = data.result.length - bars.length;
  return html`<ol class="ranks" aria-label=${label}>
      ${bars.map((row) => {
        const [value, before] = [valueOf(row, column.name), compared && valueOf(row, compared.name)];
        const content = html`<i class=${value !== null && value < 0 ? "negative" : ""} style=${{ width: `${longest ? (100 * Math.abs(value ?? 0)) / longest : 0}%` }}></i>
          <span class="name" title=${labelOf(row, groups, zone)}>${labelOf(row, groups, zone)}</span>
          <b title=${value}>${value === null ? "—" : formatNumber(value)}</b>${before != null && html`<span class="soft" title=${before}>${formatNumber(before)} before</span>`}`;
        return html`<li>${onPick ? html`<button type="button" onClick=${() => onPick(row)}>${content}</button>` : html`<div>${content}</div>`}</li>`;
      })}
    </ol>
    ${more > 0 && html`<p class="note">${formatCount(more, "more")} in the table.</p>`}`;
}
