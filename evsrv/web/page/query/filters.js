/** A filter as a list of parts that all hold, and the conditions among them. */
import { partAt, withPart } from "./document.js";
import { adapted } from "./operands.js";
import { isObject, isTexts, referenceIn } from "./shapes.js";
import { kindOf, operatorsFor, termNamed } from "./vocabulary.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").JsonObject} JsonObject */
/** @typedef {import("../types").Kind} Kind */
/** @typedef {import("../types").Path} Path */
/** @typedef {import("../types").QueryDocument} QueryDocument */
/** @typedef {import("../types").Reference} Reference */
/** @typedef {import("../types").Vocabulary} Vocabulary */

/** Return a part if it is an object with members of these names only. @param {Json | undefined} part @param {string[]} names */
const only = (part, ...names) => (isObject(part) && Object.keys(part).every((name) => names.includes(name)) ? part : undefined);

/** Return the filters that a node joins by `and`. @param {Json | undefined} node */
function joined(node) {
  const filters = only(node, "and")?.and;
  return Array.isArray(filters) ? filters : undefined;
}

/**
 * Return the parts of the filter at a path: conditions, and all else that `and` joins to them.
 * @param {Json | undefined} document
 * @param {Path} path
 * @returns {{path: Path, node: Json}[]}
 */
export function partsOf(document, path) {
  const node = partAt(document, path);
  if (node === undefined) return [];
  return joined(node)?.flatMap((_, index) => partsOf(document, [...path, "and", index])) ?? [{ path, node }];
}

/**
 * Return a document with one more part of the filter at a path.
 * @template {Json} Document
 * @param {Document} document
 * @param {Path} path
 * @param {Json} part
 */
export function withFilter(document, path, part) {
  const node = partAt(document, path);
  return withPart(document, path, node === undefined ? part : { and: [...(joined(node) ?? [node]), part] });
}

/**
 * Return a document without the part at a path of `partsOf`; an `and` that is left empty goes too.
 * @template {Json} Document
 * @param {Document} document
 * @param {Path} path
 * @returns {Document}
 */
export function withoutFilter(document, path) {
  const without = withPart(document, path, undefined);
  const list = path.slice(0, -1);
  const left = typeof path.at(-1) === "number" && partAt(without, list);
  return Array.isArray(left) && !left.length ? withoutFilter(without, list.slice(0, -1)) : without;
}

/**
 * Return a condition, or null if a node is none that controls can show whole.
 * @param {Json} node
 * @returns {{reference: Reference, operator: string, operand: Json | undefined, operandPath: Path} | null}
 */
export function readCondition(node) {
  const condition = only(only(node, "condition")?.condition, "field", "apply", "operator", "value");
  const reference = condition && referenceIn(condition);
  if (!reference || typeof condition.operator !== "string") return null;
  const { operator, value } = condition;
  const at = only(value, "path", "value");
  if (!at || !isTexts(at.path) || !at.path.length) return { reference, operator, operand: value, operandPath: ["condition", "value"] };
  return { reference: { ...reference, path: at.path }, operator, operand: at.value, operandPath: ["condition", "value", "value"] };
}

/**
 * Return the schema of the operand of an operator: null if it takes none, `{}` if that is unknown.
 * @param {Vocabulary} vocabulary
 * @param {string} operator
 * @param {Kind | undefined} kind
 * @returns {JsonObject | null}
 */
export function operandSchema(vocabulary, operator, kind) {
  const schema = kind && termNamed(vocabulary, "operator", operator)?.operands?.[kind];
  return schema || (schema === null ? null : {});
}

/**
 * Return a node with another operator, which gets the operand as like the one before as it takes.
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
  return withPart(withPart(node, ["condition", "operator"], operator), condition.operandPath, operand);
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
  const operator = (known.find(({ name }) => name === condition.operator) ?? known[0])?.name ?? condition.operator;
  const operand = adapted(condition.operand, operandSchema(vocabulary, operator, kind));
  const value = path ? { path, ...(operand !== undefined && { value: operand }) } : operand;
  return Object.entries({ field, apply, operator, value }).reduce((changed, [name, member]) => withPart(changed, ["condition", name], member), node);
}

/**
 * Return the conditions of a query but for the one at a path, for suggestions of its values.
 * @param {QueryDocument} query
 * @param {Path} path
 * @returns {QueryDocument}
 */
export function otherConditions(query, path) {
  const { where, range, timezone, weekStart, now } = path[0] === "where" && partAt(query, path) ? withoutFilter(query, path) : query;
  return JSON.parse(JSON.stringify({ where, range, timezone, weekStart, now }));
}
