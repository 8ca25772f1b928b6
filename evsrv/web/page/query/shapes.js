/** The shapes of parts of a document, which may be anything while a person types it. */

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").JsonObject} JsonObject */
/** @typedef {import("../types").Reference} Reference */

/** @param {unknown} part @returns {part is JsonObject} */
export const isObject = (part) => typeof part === "object" && part !== null && !Array.isArray(part);

/** @param {unknown} part @returns {part is string[]} */
export const isTexts = (part) => Array.isArray(part) && part.every((member) => typeof member === "string");

/** Return an array, or an empty one in the place of anything else. @param {Json | undefined} part @returns {Json[]} */
export const listOf = (part) => (Array.isArray(part) ? part : []);

/**
 * Return the reference beside the other members of a part.
 * @param {JsonObject} part
 * @returns {Reference | null | undefined} undefined if there is none, null if its shape is wrong
 */
export function referenceIn({ field, path, apply }) {
  if (field === undefined && path === undefined && apply === undefined) return undefined;
  const isPath = path === undefined || (isTexts(path) && path.length);
  if (typeof field !== "string" || !isPath || !(apply === undefined || typeof apply === "string")) return null;
  return { field, ...(path && { path }), ...(apply !== undefined && { apply }) };
}

/**
 * Return a part with another reference; its other members stay.
 * @param {JsonObject} part
 * @param {Reference | undefined} reference
 * @returns {JsonObject}
 */
export function withReference(part, reference) {
  const members = { ...part };
  for (const name of /** @type {const} */ (["field", "path", "apply"])) {
    const member = reference?.[name];
    if (member === undefined) delete members[name];
    else members[name] = member;
  }
  return members;
}
