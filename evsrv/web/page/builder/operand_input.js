/** The operand of a condition: the control that its schema asks for. */
import { fetchPropertyValues, runQuery } from "../api/endpoints.js";
import { otherConditions, withFilter } from "../query/filters.js";
import { controlFor, memberOf, parseOperand, pickedOperand, renderOperand } from "../query/operands.js";
import { nameOf } from "../query/vocabulary.js";
import { formatNumber } from "../ui/format.js";
import { html } from "../preact.js";
import { Select, TextInput } from "../ui/inputs.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").JsonObject} JsonObject */
/** @typedef {import("../types").Kind} Kind */
/** @typedef {import("../types").Path} Path */
/** @typedef {import("../types").Reference} Reference */
/** @typedef {import("./builder.js").Known} Known */

const MAX_SUGGESTIONS = 50;
/** Beyond this number the values of a list are not shown one by one. */
const MAX_TOKENS = 30;

/**
 * Return the most frequent values at a reference, under the other conditions of the query.
 * @param {Known} known
 * @param {Reference} reference
 * @param {Kind | undefined} kind
 * @param {Path} at the path of the condition
 * @param {string} prefix
 * @param {AbortSignal} signal
 * @returns {Promise<import("../ui/inputs.js").Option[]>}
 */
async function valuesFor({ dataset, query }, reference, kind, at, prefix, signal) {
  const { field, path, apply } = reference;
  const closed = dataset.fields.find(({ name, values }) => name === field && values.length)?.values;
  if (closed && !apply) return closed.filter((text) => text.startsWith(prefix)).map((text) => ({ text }));
  const conditions = otherConditions(query, at);
  if (kind === "path" && path?.length === 1) {
    const { body } = await fetchPropertyValues(field, String(path[0]), { ...conditions, views: [dataset.view], limit: MAX_SUGGESTIONS, ...(prefix && { prefix }) }, signal);
    return body.results.map(({ value, count }) => ({ text: value, note: formatNumber(count) }));
  }
  if (kind !== "text" && kind !== "path" && kind !== "number") return [];
  const begins = { condition: { field, ...(apply && { apply }), operator: "startsWith", value: path ? { path, value: prefix } : prefix } };
  const { body } = await runQuery(dataset.name, {
    ...(prefix && kind !== "number" ? withFilter(conditions, ["where"], begins) : conditions),
    select: [{ type: "aggregation", aggregation: "count" }],
    groupBy: [{ ...reference }],
    orderBy: [{ field: "count", direction: "desc" }],
    limit: MAX_SUGGESTIONS,
  }, signal);
  return body.result
    .map((row) => ({ text: String(row[nameOf(reference)] ?? ""), note: formatNumber(Number(row.count)) }))
    .filter(({ text }) => text && text.startsWith(prefix));
}

/**
 * @param {{known: Known, condition: {reference: Reference, operand: Json | undefined}, kind: Kind | undefined, path: Path, schema: JsonObject | null,
 *   isNew: boolean, marks: object, onChange: (operand: Json | undefined) => void, onFault: (fault: string) => void}} props
 */
export function OperandInput({ known, condition: { reference, operand }, kind, path, schema, isNew, marks, onChange, onFault }) {
  const label = `Value for ${nameOf(reference)}`;
  const control = controlFor(schema, operand);
  if (!schema || control === "none") return null;
  if (control === "boolean") return html`<${Select} label=${label} value=${String(operand ?? "")} options=${["true", "false"]} marks=${marks} onChange=${(text) => onChange(text === "true")} />`;
  const isList = control === "list";
  const list = isList && Array.isArray(operand) ? operand : [];
  const member = isList ? memberOf(schema) : schema;
  const was = isList ? undefined : operand;
  const kinds = (reference.path?.length === 1 && known.keys[reference.field]?.find(({ key }) => key === reference.path?.[0])?.kinds) || [];
  /** @param {Json | undefined} value */
  const give = (value) => {
    onFault("");
    if (!isList) onChange(value);
    else if (value !== undefined) onChange([...list, value]);
  };
  /** @param {string} text */
  const take = (text) => {
    const parsed = parseOperand(text, member, { kinds, was });
    if ("part" in parsed) return give(parsed.part);
    onFault(parsed.fault);
    return true;
  };
  const text = renderOperand(was, member);
  const tokens = list.slice(0, MAX_TOKENS).map((value) => renderOperand(value, member));
  const isDate = control === "time" && /^(\d{4}-\d\d-\d\d)?$/.test(text);
  return html`${tokens.map((token, index) => html`<span class="token" key=${index}>${token}<button type="button" aria-label=${`Remove ${token}`}
      onClick=${() => onChange(list.filter((_, other) => other !== index))}>×</button></span>`)}
    ${list.length > MAX_TOKENS && html`<span class="word">and ${list.length - MAX_TOKENS} more</span>`}
    <${TextInput} label=${label} text=${text} type=${isDate ? "date" : "text"} placeholder=${isList ? "add a value" : "value"} marks=${marks} autoFocus=${isNew} onText=${take}
      load=${isDate ? undefined : (typed, signal) => valuesFor(known, reference, kind, path, typed, signal)} onPick=${(picked) => give(pickedOperand(picked, member, kinds))} />`;
}
