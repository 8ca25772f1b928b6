/** The chart of an answer. */
import { html, useState } from "../vendor/preact.js";
import { shapeOf } from "./answer_shape.js";
import { BigNumbers } from "./big_numbers.js";
import { Ranks } from "./ranks.js";
import { TimeChart } from "./time_chart.js";
import { stackable } from "./views.js";

/**
 * `query` names the aggregations of columns with own names, and the group of all other values. `onZoom` gets the starts of two buckets.
 * @typedef {{data: import("../types").Data, view: import("./views.js").View, zone: string, label: string, query?: import("../types").QueryDocument | undefined, height?: number,
 *   onZoom?: (from: string, before: string) => void, onPick?: (row: import("../types").Row) => void}} ChartProps
 */

/** Render the chart of an answer; nothing for a table. @param {ChartProps} props */
export function ResultChart(props) {
  const { data, view, query } = props;
  const [chosen, setChosen] = useState("");
  if (view === "table") return null;
  if (view === "number") return html`<${BigNumbers} data=${data} />`;
  const { groups, measures } = shapeOf(data);
  const drawable = view === "stacked" ? stackable(data, query) : measures;
  const measure = drawable.find(({ column }) => column.name === chosen) ?? drawable[0];
  const choice = groups.length > 0 && drawable.length > 1;
  return html`${choice &&
    html`<select class="field measure" aria-label="Number" value=${measure?.column.name} onChange=${(/** @type {any} */ event) => setChosen(event.target.value)}>
      ${drawable.map(({ column }) => html`<option key=${column.name}>${column.name}</option>`)}
    </select>`}
    <${view === "bars" ? Ranks : TimeChart} ...${props} measure=${measure} />`;
}
