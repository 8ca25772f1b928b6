/** One condition of a filter: a reference, an operator, and its operand. */
import { withPart } from "./document.js";
import { adapted } from "./operands.js";
import { hasOnly, isObject, isTexts, referenceIn } from "./shapes.js";
import { kindOf, operatorsFor, termNamed } from "./vocabulary.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").JsonObject} JsonObject */
/** @typedef {import("../types").Kind} Kind */
/** @typedef {import("../types").Path} Path */
/** @typedef {import("../types").Reference} Reference */
/** @typedef {import("../types").Vocabulary} Vocabulary */
/** @typedef {{reference: Reference, operator: string, operand: Json | undefined, operandPath: Path}} Condition */

/**
 * Return a condition, or null if a node is none that controls can show whole.
 * @param {Json} node
 * @returns {Condition | null}
 */
export function readCondition(node) {
  const condition = isObject(node) && hasOnly(node, ["condition"]) ? node.condition : null;
  if (!isObject(condition) || !hasOnly(condition, ["field", "apply", "operator", "value"])) return null;
  const { operator, value } = condition;
  const reference = referenceIn(condition);
  if (!reference || typeof operator !== "string") return null;
  if (!isObject(value) || !isTexts(value.path) || !value.path.length || !hasOnly(value, ["path", "value"])) {
    return { reference, operator, operand: value, operandPath: ["condition", "value"] };
  }
  return { reference: { ...reference, path: value.path }, operator, operand: value.value, operandPath: ["condition", "value", "value"] };
}

/**
 * Return the schema of the operand of an operator: null if it takes none, `{}` if that is unknown.
 * @param {Vocabulary} vocabulary
 * @param {string} operator
 * @param {Kind | undefined} kind
 * @returns {JsonObject | null}
 */
export function operandSchema(vocabulary, operator, kind) {
  const schema = kind ? termNamed(vocabulary, "operator", operator)?.operands?.[kind] : undefined;
  return schema === undefined ? {} : schema;
}

/**
 * Return a node with another operator, and with its operand as like as that operator takes it.
 * @param {Vocabulary} vocabulary
 * @param {Json} node
 * @param {string} operator
 * @param {Kind | undefined} kind
 * @returns {Json}
 */
export function withOperator(vocabulary, node, operator, kind) {
  const condition = readCondition(node);
  if (!condition || condition.operator === operator) return node;
  const operand = adapted(condition.operand, operandSchema(vocabulary, operator, kind));
  const changed = withPart(node, ["condition", "operator"], operator);
  return operand === condition.operand ? changed : withPart(changed, condition.operandPath, operand);
}

/**
 * Return a node that is about another reference. Its operator stays if it takes values of that kind.
 * @param {Vocabulary} vocabulary
 * @param {string} dataset
 * @param {Json} node
 * @param {Reference} reference
 * @returns {Json}
 */
export function aboutReference(vocabulary, dataset, node, reference) {
  const condition = readCondition(node);
  if (!condition || JSON.stringify(condition.reference) === JSON.stringify(reference)) return node;
  const { field, path, apply } = reference;
  const kind = kindOf(vocabulary, dataset, reference);
  const known = kind ? operatorsFor(vocabulary, kind) : [];
  const operator = known.some(({ name }) => name === condition.operator) ? condition.operator : (known[0]?.name ?? condition.operator);
  const operand = adapted(condition.operand, operandSchema(vocabulary, operator, kind));
  const value = path ? { path, ...(operand === undefined ? {} : { value: operand }) } : operand;
  const members = Object.entries({ field, apply, operator, value });
  return members.reduce((changed, [name, member]) => withPart(changed, ["condition", name], member), node);
}

/** Return whether a node lacks the operand that its operator takes. @param {Vocabulary} vocabulary @param {Json} node @param {Kind | undefined} kind */
export function lacksOperand(vocabulary, node, kind) {
  const condition = readCondition(node);
  return condition !== null && condition.operand === undefined && operandSchema(vocabulary, condition.operator, kind) !== null && kind !== undefined;
}
