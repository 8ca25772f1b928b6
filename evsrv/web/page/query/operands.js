/** Operands as text, and the controls that take them, by the JSON Schema of an operator's operand. */
import { isObject } from "./shapes.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").JsonObject} JsonObject */
/** @typedef {{part: Json | undefined} | {fault: string}} Parsed */
/** @typedef {"none" | "text" | "list" | "boolean" | "time"} Control */

const SCALARS = ["string", "number", "boolean", "null"];
const ANY = [...SCALARS, "array", "object"];

/** Return the names of the types that a schema takes. @param {JsonObject} schema @returns {string[]} */
const typesOf = ({ type }) => (type === undefined ? ANY : [type].flat().map((name) => (name === "integer" ? "number" : String(name))));

/** Return the schema of the members of a list. @param {JsonObject} schema @returns {JsonObject} */
export const memberOf = ({ items }) => (isObject(items) ? items : {});

/** @param {Json} value */
const typeOf = (value) => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);

/** @param {string[]} types */
const hasScalar = (types) => types.some((type) => SCALARS.includes(type));

/** Return whether a value is of the types that a schema takes. @param {Json | undefined} value @param {JsonObject} schema @returns {boolean} */
export const fits = (value, schema) =>
  value !== undefined && typesOf(schema).includes(typeOf(value)) && (!Array.isArray(value) || value.every((member) => fits(member, memberOf(schema))));

/**
 * Return the control that shows a value.
 * @param {JsonObject | null} schema null if there is no operand
 * @param {Json | undefined} value
 * @returns {Control}
 */
export function controlFor(schema, value) {
  if (schema === null) return "none";
  const types = typesOf(schema);
  const isList = types.length === 1 || Array.isArray(value);
  if (schema.type !== undefined && types.includes("array") && isList && hasScalar(typesOf(memberOf(schema)))) return "list";
  if (types.length === 1 && types[0] === "boolean") return "boolean";
  return schema.format === "timestamp" ? "time" : "text";
}

/** The type of JSON that text with this first character is meant to be. @type {Record<string, string>} */
const OPENED = { "[": "array", "{": "object", '"': "string" };

/**
 * Parse the text of a value: JSON of a type that the schema takes, else a string.
 * Text in quotes is a string. A number is one too if the key has strings only and the value before was no number.
 * @param {string} text
 * @param {JsonObject} schema
 * @param {{kinds?: readonly string[], was?: Json | undefined}} [known] the kinds of values at the key, the value before
 * @returns {Parsed}
 */
export function parseOperand(text, schema, { kinds = [], was } = {}) {
  const types = typesOf(schema);
  const takesText = types.includes("string");
  if (takesText && types.length === 1) return { part: text };
  if (text === "") return { part: undefined };
  let value;
  try {
    value = /** @type {Json} */ (JSON.parse(text));
  } catch (error) {
    if (takesText && !types.includes(OPENED[text.trim().charAt(0)] ?? "")) return { part: text };
    return { fault: `${expected(types)}: ${/** @type {Error} */ (error).message}` };
  }
  const type = typeOf(value);
  const isUnseen = ["number", "boolean"].includes(type) && kinds.includes("string") && !kinds.includes(type);
  // A number that a double does not hold would be changed in silence.
  const isChanged = type === "number" && !(Math.abs(Number(value)) <= Number.MAX_SAFE_INTEGER);
  const isText = takesText && (isUnseen || isChanged) && typeOf(was ?? "") !== type;
  if (types.includes(type) && !isText) return { part: value };
  return takesText ? { part: text } : { fault: expected(types) };
}

/** @param {string[]} types */
const expected = (types) => `expected ${types.join(" or ")} as JSON`;

/**
 * Render a value as the text that is parsed to it.
 * @param {Json | undefined} value
 * @param {JsonObject} schema
 */
export function renderOperand(value, schema) {
  if (value === undefined) return "";
  if (typeof value !== "string") return JSON.stringify(value);
  const parsed = parseOperand(value, schema);
  return "part" in parsed && parsed.part === value ? value : JSON.stringify(value);
}

/**
 * Return the value that is picked from texts that the server lists: of the type that the key has.
 * @param {string} text
 * @param {JsonObject} schema
 * @param {readonly string[]} kinds
 */
export function pickedOperand(text, schema, kinds) {
  if (typesOf(schema).includes("string") && (!kinds.length || kinds.includes("string"))) return text;
  const parsed = parseOperand(text, schema, { kinds });
  return "part" in parsed ? parsed.part : text;
}

/**
 * Return a value that another operator takes, as like the one before as can be.
 * @param {Json | undefined} value
 * @param {JsonObject | null} schema
 * @returns {Json | undefined}
 */
export function adapted(value, schema) {
  if (schema === null || value === undefined || fits(value, schema)) return schema === null ? undefined : value;
  const first = Array.isArray(value) ? value[0] : value;
  if (first === undefined) return undefined;
  const text = typeof first === "string" ? first : JSON.stringify(first);
  const number = text.trim() === "" ? NaN : Number(text);
  /** @type {Json[]} */
  const likes = [first, ...(Number.isFinite(number) ? [number] : []), ...(first === null ? [] : [text])];
  return [...likes, ...likes.map((like) => [like])].find((like) => fits(like, schema));
}
