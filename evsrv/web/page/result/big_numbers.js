/** The numbers of an answer with one row, beside those of the compared range. */
import { formatNumber, formatPercent } from "../ui/format.js";
import { html } from "../vendor/preact.js";
import { shapeOf } from "./answer_shape.js";

/** Render the numbers of the first row. @param {Pick<import("./result_chart.js").ChartProps, "data">} props */
export function BigNumbers({ data }) {
  const { measures } = shapeOf(data);
  const row = data.result[0] ?? {};
  return html`<dl class="numbers">
    ${measures.map(({ column, compared }) => {
      const [value, before] = [row[column.name], compared && row[compared.name]];
      return html`<div key=${column.name}>
        <dt class=${measures.length > 1 ? "soft" : "out"}>${column.name}</dt>
        <dd><strong title=${value}>${typeof value === "number" ? formatNumber(value) : html`<${NoValue} />`}</strong><${Change} value=${value} before=${before} />
          ${compared && html`<div class="soft">${typeof before === "number" ? `${formatNumber(before)} before` : "no value before"}</div>`}</dd>
      </div>`;
    })}
  </dl>`;
}

/** Render the mark of a value that is null or left out. */
export const NoValue = () => html`<span class="soft"><span aria-hidden="true">—</span><span class="out">no value</span></span>`;

/** Render the change from one number to another as a share of the first. @param {{value: unknown, before: unknown}} props */
function Change({ value, before }) {
  if (typeof value !== "number" || typeof before !== "number" || before === 0) return null;
  const share = (value - before) / Math.abs(before);
  if (share === 0) return html` <span class="change soft">unchanged</span>`;
  const [name, sign, word] = share > 0 ? ["rise", "▲", "up"] : ["fall", "▼", "down"];
  return html` <span class=${`change ${name}`}><span aria-hidden="true">${sign}</span><span class="out">${word}</span> ${formatPercent(Math.abs(share))}</span>`;
}
