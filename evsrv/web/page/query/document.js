/** Parts of a query document, read and replaced by their paths. The rest of it is kept as it is. */

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").Path} Path */

/** Return the part of a document at a path, or undefined. @param {Json | undefined} document @param {Path} path @returns {Json | undefined} */
export function partAt(document, path) {
  let part = document;
  for (const step of path) {
    if (part === null || typeof part !== "object") return undefined;
    part = /** @type {Record<string | number, Json>} */ (part)[step];
  }
  return part;
}

/**
 * Return a document whose part at a path is another; undefined removes it.
 * Members keep their order, a new one comes last. An element of an array that is removed closes up.
 * @template {Json} Document
 * @param {Document} document
 * @param {Path} path
 * @param {Json | undefined} part
 * @returns {Document}
 */
export function withPart(document, path, part) {
  return /** @type {Document} */ (replaced(document, path, part));
}

/** @param {Json | undefined} document @param {Path} path @param {Json | undefined} part @returns {Json | undefined} */
function replaced(document, [step, ...rest], part) {
  if (step === undefined) return part;
  if (typeof step === "number") {
    const elements = Array.isArray(document) ? [...document] : [];
    const element = replaced(elements[step], rest, part);
    if (element === undefined) elements.splice(step, 1);
    else elements[step] = element;
    return elements;
  }
  const members = { .../** @type {import("../types").JsonObject} */ (document ?? {}) };
  const member = replaced(members[step], rest, part);
  if (member === undefined) delete members[step];
  else members[step] = member;
  return members;
}

/** Render the JSON Pointer of a path, as RFC 6901 says. @param {Path} path */
export const pointerOf = (path) => path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
