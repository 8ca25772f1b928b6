/** The numbers of an answer with one row, beside those of the compared range. */
import { formatNumber, formatPercent } from "../ui/format.js";
import { html } from "../preact.js";
import { shapeOf } from "./answer_shape.js";
import { NoValue } from "./no_value.js";

/** Render the numbers of the first row. @param {{data: import("../types").Data}} props */
export function BigNumbers({ data }) {
  const { measures } = shapeOf(data);
  const row = data.result[0] ?? {};
  return html`<dl class="numbers">
    ${measures.map(({ column: { name }, compared }) => {
      const [value, before] = [row[name], compared && row[compared.name]];
      return html`<div key=${name}>
        <dt class=${measures.length > 1 ? "soft" : "out"}>${name}</dt>
        <dd><strong title=${value}>${typeof value === "number" ? formatNumber(value) : html`<${NoValue} />`}</strong> <${Change} value=${value} before=${before} />
          ${compared && html`<div class="soft" title=${before}>${typeof before === "number" ? formatNumber(before) : "no value"} before</div>`}</dd>
      </div>`;
    })}
  </dl>`;
}

/** Render the change to a value as a share of the one before. @param {{value: unknown, before: unknown}} props */
function Change({ value, before }) {
  if (typeof value !== "number" || typeof before !== "number" || before === 0) return null;
  if (value === before) return html`<span class="soft">unchanged</span>`;
  const [name, sign, word] = value > before ? ["rise", "▲", "up"] : ["fall", "▼", "down"];
  return html`<span class=${name}><span role="img" aria-label=${word}>${sign}</span> ${formatPercent(Math.abs((value - before) / before))}</span>`;
}
