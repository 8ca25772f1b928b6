/** The rows of an answer as a table. */
import { formatCount } from "../ui/format.js";
import { html, useEffect, useState } from "../vendor/preact.js";
import { textOf } from "./answer_shape.js";
import { NoValue } from "./big_numbers.js";

/** @typedef {import("../types").Column} Column */
/** @typedef {import("../types").Row} Row */

const [FIRST_ROWS, MORE_ROWS] = [100, 400];

/**
 * Render the rows of an answer, the first ones until more are wanted; a row can be opened if `onOpen` is given.
 * @param {{data: import("../types").Data, zone: string, label?: string, onOpen?: (row: Row) => void}} props
 */
export function ResultTable({ data, zone, label = "Rows", onOpen }) {
  const [limit, setLimit] = useState(FIRST_ROWS);
  const { columns, result } = data;
  useEffect(() => setLimit(FIRST_ROWS), [columns.map(({ name }) => name).join()]);
  const more = Math.min(MORE_ROWS, result.length - limit);
  const sideOf = (/** @type {Column} */ { kind }) => (kind === "number" ? "right" : "");
  return html`<div class="rows" tabindex="0" role="region" aria-label=${label}>
      <table>
        <thead><tr>${columns.map((column) => html`<th key=${column.name} scope="col" class=${sideOf(column)}>${column.name}</th>`)}</tr></thead>
        <tbody>
          ${result.slice(0, limit).map((row) => html`<tr class=${onOpen ? "open" : ""} onClick=${onOpen && (() => onOpen(row))}>
            ${columns.map((column, index) => {
              const [text, value] = [textOf(row[column.name], column, zone), row[column.name]];
              const content = text ?? html`<${NoValue} />`;
              const title = text === undefined ? null : typeof value === "object" ? text : String(value);
              return html`<td class=${sideOf(column)} title=${title}>${index === 0 && onOpen ? html`<button type="button">${content}</button>` : content}</td>`;
            })}
          </tr>`)}
        </tbody>
      </table>
    </div>
    ${more > 0 && html`<p class="more"><button type="button" class="quiet" onClick=${() => setLimit(limit + MORE_ROWS)}>Show ${formatCount(more, "more row", "more rows")}</button></p>`}`;
}
