/** Groups as horizontal bars, in the order of the answer. */
import { formatNumber } from "../ui/format.js";
import { html } from "../preact.js";
import { labelOf, shapeOf } from "./answer_shape.js";
import { NoValue } from "./no_value.js";

const MAX_BARS = 20;

/** Render the groups of an answer as bars, which can be picked if `onPick` is given. @param {import("./types").MeasureChartProps} props */
export function Ranks({ data, zone, label, measure, onPick }) {
  const { groups } = shapeOf(data);
  const rows = data.result.slice(0, MAX_BARS);
  const more = data.result.length - rows.length;
  const valuesOf = (/** @type {import("../types").Row} */ row) => [measure?.column, measure?.compared].map((column) => (column ? row[column.name] : null));
  const lengths = rows.map((row) => Math.abs(Number(valuesOf(row)[0] ?? 0)));
  const longest = Math.max(...lengths) || 1;
  return html`<ol class="bars ranks" aria-label=${label}>
      ${rows.map((row, index) => {
        const name = labelOf(row, groups, zone);
        const [value, before] = valuesOf(row);
        const length = html`<i class=${Number(value) < 0 ? "negative" : ""} style=${{ width: `${(100 * (lengths[index] ?? 0)) / longest}%` }}></i>`;
        const text = html`<span class="name" title=${name}>${name}</span>`;
        return html`<li>${length}${onPick ? html`<button type="button" onClick=${() => onPick(row)}>${text}</button>` : text}
          <b title=${value}>${typeof value === "number" ? formatNumber(value) : html`<${NoValue} />`}</b>
          ${typeof before === "number" && html`<span class="soft" title=${before}>${formatNumber(before)} before</span>`}</li>`;
      })}
    </ol>
    ${more > 0 && html`<p class="note">${formatNumber(more)} more in the table.</p>`}`;
}
