/** The rows of an answer as a table. */
import { formatCount } from "../ui/format.js";
import { html, useEffect, useState } from "../preact.js";
import { textOf } from "./answer_shape.js";
import { NoValue } from "./no_value.js";

const [FIRST_ROWS, MORE_ROWS] = [100, 400];

/**
 * Render the first rows of an answer, and more if wanted; a row can be opened if `onOpen` is given.
 * @param {{data: import("../types").Data, zone: string, onOpen?: (row: import("../types").Row) => void}} props
 */
export function ResultTable({ data: { columns, result }, zone, onOpen }) {
  const [limit, setLimit] = useState(FIRST_ROWS);
  useEffect(() => setLimit(FIRST_ROWS), [columns.map(({ name }) => name).join()]);
  const more = Math.min(MORE_ROWS, result.length - limit);
  const sideOf = (/** @type {import("../types").Column} */ { kind }) => (kind === "number" ? "number" : "");
  return html`<div class="scroll rows" tabindex="0" role="group" aria-label="Table">
      <table>
        <thead><tr>${columns.map((column) => html`<th key=${column.name} scope="col" class=${sideOf(column)}>${column.name}</th>`)}</tr></thead>
        <tbody>
          ${result.slice(0, limit).map((row) => html`<tr class=${onOpen ? "open" : ""} onClick=${onOpen && (() => onOpen(row))}>
            ${columns.map((column, index) => {
              const value = row[column.name];
              const text = textOf(value, column, zone);
              const content = text ?? html`<${NoValue} />`;
              return html`<td class=${sideOf(column)} title=${typeof value === "object" ? text : value}>${onOpen && index === 0 ? html`<button type="button">${content}</button>` : content}</td>`;
            })}
          </tr>`)}
        </tbody>
      </table>
    </div>
    ${more > 0 && html`<p class="more"><button type="button" class="quiet" onClick=${() => setLimit(limit + MORE_ROWS)}>Show ${formatCount(more, "more row")}</button></p>`}`;
}
