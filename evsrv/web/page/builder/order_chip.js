/** An item of `orderBy` as a chip. */
import { isGrouped } from "../query/asked.js";
import { columnNames } from "../query/column_names.js";
import { withPart } from "../query/document.js";
import { isObject, referenceIn } from "../query/shapes.js";
import { nameOf } from "../query/vocabulary.js";
import { html } from "../vendor/preact.js";
import { Chip, JsonChip } from "./chip.js";
import { Select } from "./select.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").Path} Path */

/**
 * @param {{known: import("./builder.js").Known, item: Json, path: Path, onChange: (item: Json) => void, onRemove: () => void}} props
 */
export function OrderChip({ known: { dataset, query, problem }, item, path, onChange, onRemove }) {
  const reference = isObject(item) && referenceIn(item);
  if (!isObject(item) || !reference || typeof item.direction !== "string") return html`<${JsonChip} part=${item} problem=${problem} path=${path} onRemove=${onRemove} />`;
  const columns = columnNames(query, dataset.timeField);
  const names = isGrouped(query) ? [...columns.groups, ...columns.numbers] : dataset.fields.map(({ name }) => name);
  const name = nameOf(reference);
  return html`<${Chip} name=${`order by ${name}`} problem=${problem} path=${path} onRemove=${onRemove}>
    ${(/** @type {(...steps: Path) => object} */ marks) => html`<${Select} label="Column to sort by" value=${name} options=${names.map((one) => [one, one])} marks=${marks("field")}
        onChange=${(/** @type {string} */ field) => onChange(withPart(withPart(item, ["path"], undefined), ["field"], field))} />
      <${Select} label=${`Direction of ${name}`} value=${item.direction} options=${[["desc", "descending"], ["asc", "ascending"]]} marks=${{ class: "verb", ...marks("direction") }}
        onChange=${(/** @type {string} */ direction) => onChange(withPart(item, ["direction"], direction))} />`}
  </${Chip}>`;
}
