/** Checks of the shapes of parts of a document, which may be anything while a person types it. */

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").JsonObject} JsonObject */
/** @typedef {import("../types").Reference} Reference */

/** @param {unknown} part @returns {part is JsonObject} */
export const isObject = (part) => typeof part === "object" && part !== null && !Array.isArray(part);

/** @param {unknown} part @returns {part is string[]} */
export const isTexts = (part) => Array.isArray(part) && part.every((member) => typeof member === "string");

/** Return whether a part has members of these names only. @param {JsonObject} part @param {readonly string[]} names */
export const hasOnly = (part, names) => Object.keys(part).every((name) => names.includes(name));

/** Return an array, or an empty one in the place of anything else. @param {Json | undefined} part @returns {Json[]} */
export const listOf = (part) => (Array.isArray(part) ? part : []);

/** Return whether two parts are written alike. @param {Json | undefined} one @param {Json | undefined} other */
export const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/**
 * Return the reference that a selection, a group or a condition has beside its other members.
 * @param {JsonObject} part
 * @returns {Reference | null | undefined} undefined if there is none, null if its shape is wrong
 */
export function referenceIn({ field, path, apply }) {
  if (field === undefined && path === undefined && apply === undefined) return undefined;
  if (typeof field !== "string") return null;
  if (path !== undefined && !(isTexts(path) && path.length)) return null;
  if (apply !== undefined && typeof apply !== "string") return null;
  return { field, ...(path ? { path } : {}), ...(apply !== undefined ? { apply } : {}) };
}

/**
 * Return a part with another reference; its other members stay.
 * @template {JsonObject} Part
 * @param {Part} part
 * @param {Reference | undefined} reference
 * @returns {Part}
 */
export function withReference(part, reference) {
  const members = /** @type {JsonObject} */ ({ ...part });
  for (const name of /** @type {const} */ (["field", "path", "apply"])) {
    const member = reference?.[name];
    if (member === undefined) delete members[name];
    else if (!isSame(members[name], member)) members[name] = member;
  }
  return /** @type {Part} */ (members);
}
