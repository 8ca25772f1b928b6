/** A filter as chips: its conditions as sentences, all else as JSON. */
import { aboutReference, lacksOperand, operandSchema, readCondition, withOperator } from "../query/condition.js";
import { withPart } from "../query/document.js";
import { partsOf, withFilter, withoutFilter } from "../query/filters.js";
import { kindOf, nameOf, operatorsFor, termsOf } from "../query/vocabulary.js";
import { html, useRef, useState } from "../vendor/preact.js";
import { Chip, JsonChip, useDraft } from "./chip.js";
import { OperandInput } from "./operand_input.js";
import { ReferencePicker } from "./reference_picker.js";
import { choicesOf, Select } from "./select.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").Path} Path */
/** @typedef {import("./builder.js").Known} Known */

const NEW = { condition: { field: "", operator: "eq" } };

/**
 * @param {{known: Known, node: Json, path: Path, columns: string[] | undefined, onChange: (node: Json) => void, onRemove: () => void}} props
 */
function ConditionChip({ known, node, path, columns, onChange, onRemove }) {
  const { vocabulary, dataset, problem } = known;
  const kindIn = (/** @type {Json} */ part) => {
    const reference = readCondition(part)?.reference;
    return columns ? "number" : reference && kindOf(vocabulary, dataset.name, reference);
  };
  const isComplete = (/** @type {Json} */ part) => readCondition(part)?.reference.field !== "" && !lacksOperand(vocabulary, part, kindIn(part));
  const [draft, change] = useDraft(node, isComplete, onChange);
  const [fault, setFault] = useState("");
  const isNew = useRef(node === NEW).current;
  const condition = readCondition(draft);
  if (!condition) return html`<${JsonChip} part=${draft} problem=${problem} path=${path} onRemove=${onRemove} />`;
  const { reference, operator, operandPath } = condition;
  const kind = kindIn(draft);
  const schema = operandSchema(vocabulary, operator, kind);
  const name = nameOf(reference);
  return html`<${Chip} name=${`filter on ${name}`} problem=${problem} path=${path} fault=${fault} onRemove=${onRemove}>${(/** @type {(...steps: Path) => object} */ marks) => html`
    ${columns
      ? html`<${Select} label="Column" value=${name} options=${columns.map((column) => [column, column])} marks=${marks("condition", "field")}
          onChange=${(/** @type {string} */ field) => change(withPart(draft, ["condition", "field"], field))} />`
      : html`<${ReferencePicker} known=${known} label="Field to filter" reference=${reference} marks=${marks("condition", "field")} autoFocus=${isNew} onFault=${setFault}
          onPick=${(/** @type {any} */ picked) => change(aboutReference(vocabulary, dataset.name, draft, picked))} />`}
    ${reference.field && html`<${Select} label=${`Operator on ${name}`} value=${operator} marks=${{ class: "verb", ...marks("condition", "operator") }}
        options=${choicesOf(kind ? operatorsFor(vocabulary, kind) : termsOf(vocabulary, "operator"))}
        onChange=${(/** @type {string} */ picked) => change(withOperator(vocabulary, draft, picked, kind))} />
      <${OperandInput} key=${operator} known=${known} condition=${condition} kind=${kind} path=${path} schema=${schema} marks=${marks("condition", "value")} autoFocus=${isNew}
        onFault=${setFault} onChange=${(/** @type {Json | undefined} */ operand) => change(withPart(draft, operandPath, operand))} />`}
  `}</${Chip}>`;
}

/**
 * @param {{known: Known, document: Json, path: Path, at?: Path, columns?: string[], add: string, addRef?: object, onChange: (document: any) => void}} props
 *   `at` is where the document stands in the query; `columns` are those that `having` may name
 */
export function FilterChips({ known, document, path, at = [], columns, add, addRef, onChange }) {
  const [isAdding, setAdding] = useState(false);
  const parts = partsOf(document, path);
  const first = columns && { condition: { field: columns[0] ?? "", operator: "gt" } };
  const chips = [...parts, ...(isAdding ? [{ path: null, node: first ?? NEW }] : [])];
  const put = (/** @type {Path | null} */ place, /** @type {Json} */ node) => {
    setAdding(false);
    onChange(place ? withPart(document, place, node) : withFilter(document, path, node));
  };
  return html`${chips.map(({ path: place, node }, index) => html`<${ConditionChip} key=${index} known=${known} node=${node} path=${[...at, ...(place ?? ["new"])]} columns=${columns}
      onChange=${(/** @type {Json} */ changed) => put(place, changed)} onRemove=${() => (place ? onChange(withoutFilter(document, place)) : setAdding(false))} />`)}
    <button type="button" class="add" ref=${addRef} onClick=${() => setAdding(true)}>${add}</button>`;
}
