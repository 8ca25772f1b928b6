/** The operand of a condition: the control that its schema asks for. */
import { fetchPropertyValues, runQuery } from "../api/endpoints.js";
import { controlFor, memberOf, parseOperand, pickedOperand, renderOperand } from "../query/operands.js";
import { seenKinds } from "../query/references.js";
import { keyValues, otherConditions, valuesQuery } from "../query/suggestions.js";
import { nameOf } from "../query/vocabulary.js";
import { formatNumber } from "../ui/format.js";
import { html } from "../vendor/preact.js";
import { Combobox } from "./combobox.js";
import { Select } from "./select.js";
import { TextInput } from "./text_input.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("./builder.js").Known} Known */
/** @typedef {import("./combobox.js").Option} Option */

/** Beyond this number the values of a list are not shown one by one. */
const MAX_TOKENS = 30;

/**
 * Return the values that a filter on a reference may pick, under the other conditions of the query.
 * @param {Known} known
 * @param {import("../types").Reference} reference
 * @param {import("../types").Kind | undefined} kind
 * @param {import("../types").Path} path of the condition
 * @param {string} typed
 * @param {AbortSignal} signal
 * @returns {Promise<Option[]>}
 */
async function valuesFor({ dataset, query }, reference, kind, path, typed, signal) {
  const { field, path: steps, apply } = reference;
  const closed = steps || apply ? [] : (dataset.fields.find(({ name }) => name === field)?.values ?? []);
  if (closed.length) return closed.filter((text) => text.startsWith(typed)).map((text) => ({ text }));
  const conditions = otherConditions(query, path);
  if (kind === "path" && steps?.length === 1) {
    const { body } = await fetchPropertyValues(field, String(steps[0]), keyValues(dataset.view, conditions, typed), signal);
    return body.results.map(({ value, count }) => ({ text: value, note: formatNumber(count) }));
  }
  if (kind !== "text" && kind !== "path" && kind !== "number") return [];
  const { body } = await runQuery(dataset.name, valuesQuery(reference, conditions, kind === "number" ? "" : typed), signal);
  return body.result
    .map((row) => ({ text: String(row[nameOf(reference)] ?? ""), note: formatNumber(Number(row.count)) }))
    .filter(({ text }) => text && text.startsWith(typed));
}

/**
 * @param {{known: Known, condition: import("../query/condition.js").Condition, kind: import("../types").Kind | undefined, path: import("../types").Path,
 *   schema: import("../types").JsonObject | null, marks: object, autoFocus: boolean, onChange: (operand: Json | undefined) => void, onFault: (fault: string) => void}} props
 */
export function OperandInput({ known, condition: { reference, operand }, kind, path, schema, marks, autoFocus, onChange, onFault }) {
  const label = `Value for ${nameOf(reference)}`;
  const control = controlFor(schema, operand);
  if (schema === null || control === "none") return null;
  if (control === "boolean") {
    return html`<${Select} label=${label} value=${String(operand ?? "")} options=${[["true", "true"], ["false", "false"]]} marks=${marks} onChange=${(/** @type {string} */ text) => onChange(text === "true")} />`;
  }
  const isList = control === "list";
  const list = Array.isArray(operand) ? operand : [];
  const member = isList ? memberOf(schema) : schema;
  const was = isList ? undefined : operand;
  const kinds = seenKinds(reference, known.keys);
  const give = (/** @type {Json | undefined} */ value) => {
    onFault("");
    if (!isList) onChange(value);
    else if (value !== undefined) onChange([...list, value]);
  };
  const parse = (/** @type {string} */ text) => {
    const parsed = parseOperand(text, member, { kinds, was });
    if ("fault" in parsed) return onFault(parsed.fault), true;
    give(parsed.part);
  };
  const text = renderOperand(was, member);
  if (control === "time") {
    const type = /^(\d{4}-\d\d-\d\d)?$/.test(text) ? "date" : /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? "datetime-local" : "text";
    return html`<${TextInput} label=${label} type=${type} text=${text} marks=${marks} onText=${parse} />`;
  }
  return html`${isList && list.slice(0, MAX_TOKENS).map((value, index) => {
      const shown = renderOperand(value, member);
      return html`<span class="token" key=${index}>${shown}<button type="button" aria-label=${`Remove ${shown}`} onClick=${() => onChange(list.filter((_, other) => other !== index))}>×</button></span>`;
    })}
    ${list.length > MAX_TOKENS && html`<span class="word">and ${list.length - MAX_TOKENS} more</span>`}
    <${Combobox} label=${label} text=${text} placeholder=${isList ? "add a value" : "value"} marks=${marks} autoFocus=${autoFocus} onText=${parse}
      load=${(/** @type {string} */ typed, /** @type {AbortSignal} */ signal) => valuesFor(known, reference, kind, path, typed, signal)}
      onPick=${(/** @type {string} */ picked) => give(pickedOperand(picked, member, kinds))} />`;
}
