/** The chart of an answer. */
import { html, useState } from "../preact.js";
import { shapeOf } from "./answer_shape.js";
import { BigNumbers } from "./big_numbers.js";
import { Ranks } from "./ranks.js";
import { TimeChart } from "./time_chart.js";
import { stackable } from "./views.js";

/** Render the chart of an answer; nothing for a table. @param {import("./types").ChartProps} props */
export function ResultChart(props) {
  const { data, view, query } = props;
  const [chosen, setChosen] = useState("");
  if (view === "table") return null;
  if (view === "number") return html`<${BigNumbers} data=${data} />`;
  const { groups, measures } = shapeOf(data);
  const drawable = view === "stacked" ? stackable(data, query) : measures;
  const measure = drawable.find(({ column }) => column.name === chosen) ?? drawable[0];
  return html`${groups.length > 0 &&
    drawable.length > 1 &&
    html`<select class="field measure" aria-label="Number" value=${measure?.column.name} onChange=${(/** @type {any} */ event) => setChosen(event.target.value)}>
      ${drawable.map(({ column }) => html`<option key=${column.name}>${column.name}</option>`)}
    </select>`}
    <${view === "bars" ? Ranks : TimeChart} ...${props} measure=${measure} />`;
}
