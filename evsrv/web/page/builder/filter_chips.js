/** A filter as chips: its conditions as sentences, all else as JSON. */
import { withPart } from "../query/document.js";
import { aboutReference, operandSchema, partsOf, readCondition, withFilter, withOperator, withoutFilter } from "../query/filters.js";
import { kindOf, nameOf, operatorsFor, termsOf } from "../query/vocabulary.js";
import { html, useRef, useState } from "../preact.js";
import { Chip, JsonChip, useDraft } from "./chip.js";
import { choicesOf, Select } from "../ui/inputs.js";
import { OperandInput } from "./operand_input.js";
import { ReferencePicker } from "./reference_picker.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").Path} Path */
/** @typedef {import("./chip.js").Part} Part */

/** @param {Part & {columns: string[] | undefined}} part */
function ConditionChip(part) {
  const { known, path, columns } = part;
  const { vocabulary, dataset } = known;
  const [fault, setFault] = useState("");
  /** @param {Json} node */
  const read = (node) => {
    const condition = readCondition(node);
    const kind = condition && !columns ? kindOf(vocabulary, dataset.name, condition.reference) : "number";
    return condition && { ...condition, kind, schema: operandSchema(vocabulary, condition.operator, kind) };
  };
  const [node, change] = useDraft(part, (changed) => {
    const condition = read(changed);
    return !condition || (condition.reference.field !== "" && (condition.operand !== undefined || condition.schema === null));
  });
  const condition = read(node);
  const isNew = useRef(condition?.reference.field === "").current;
  if (!condition) return JsonChip(part);
  const { reference, operator, operandPath, kind, schema } = condition;
  const name = nameOf(reference);
  return html`<${Chip} part=${part} name=${`filter on ${name}`} fault=${fault}>${(marks) => html`
    ${columns
      ? html`<${Select} label="Column" value=${name} options=${columns} marks=${marks("condition", "field")} onChange=${(column) => change(withPart(node, ["condition", "field"], column))} />`
      : html`<${ReferencePicker} known=${known} label="Field to filter" reference=${reference} marks=${marks("condition", "field")} onFault=${setFault}
          onPick=${(picked) => change(aboutReference(vocabulary, dataset.name, node, picked))} />`}
    ${name && html`<${Select} label=${`Operator on ${name}`} value=${operator} marks=${{ class: "verb", ...marks("condition", "operator") }}
        options=${choicesOf(kind ? operatorsFor(vocabulary, kind) : termsOf(vocabulary, "operator"))} onChange=${(picked) => change(withOperator(vocabulary, node, picked, kind))} />
      <${OperandInput} key=${name + operator} known=${known} condition=${condition} kind=${columns ? undefined : kind} path=${path} schema=${schema} isNew=${isNew} marks=${marks("condition", "value")}
        onFault=${setFault} onChange=${(operand) => change(withPart(node, operandPath, operand))} />`}
  `}</${Chip}>`;
}

/**
 * @param {{known: import("./builder.js").Known, document: any, member: string, at?: Path, columns?: string[], add: string, addRef?: object, onChange: (document: any) => void}} props
 *   `member` is the filter's in the document, which stands at `at` in the query; `columns` are those that `having` may name
 */
export function FilterChips({ known, document, member, at = [], columns, add, addRef, onChange }) {
  const [isAdding, setAdding] = useState(false);
  const added = { path: null, node: { condition: columns ? { field: columns[0] ?? "count", operator: "gt" } : { field: "", operator: "eq" } } };
  return html`${[...partsOf(document, [member]), ...(isAdding ? [added] : [])].map(({ path, node }, index) => html`<${ConditionChip} key=${index} known=${known} item=${node}
      path=${[...at, ...(path ?? [member, "new"])]} columns=${columns}
      onChange=${(changed) => {
        setAdding(false);
        onChange(path ? withPart(document, path, changed) : withFilter(document, [member], changed));
      }}
      onRemove=${() => (path ? onChange(withoutFilter(document, path)) : setAdding(false))} />`)}
    <button type="button" class="add" ref=${addRef} onClick=${() => setAdding(true)}>${add}</button>`;
}
