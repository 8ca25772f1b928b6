/** References as a person writes them: `type`, `properties.plan`. */

/** @typedef {import("../types").Reference} Reference */
/** @typedef {Record<string, import("../types").PropertyKey[]>} Keys the known keys of each JSON field */

/**
 * Parse the name of a field, or of a path in a JSON field; a known key may have dots in it.
 * @param {string} text
 * @param {import("../types").Dataset} dataset
 * @param {Keys} keys
 * @returns {Reference | null}
 */
export function parseReference(text, { fields }, keys) {
  const known = fields.find(({ name }) => name === text);
  if (known) return { field: known.name };
  const holder = fields.find(({ name, kind }) => kind === "document" && text.startsWith(`${name}.`));
  if (!holder) return null;
  const rest = text.slice(holder.name.length + 1);
  return { field: holder.name, path: keys[holder.name]?.some(({ key }) => key === rest) ? [rest] : rest.split(".") };
}

/** Return the kinds of values at a reference, as a sample shows them. @param {Reference} reference @param {Keys} keys @returns {string[]} */
export function seenKinds({ field, path, apply }, keys) {
  if (path?.length !== 1 || apply) return [];
  return keys[field]?.find(({ key }) => key === path[0])?.kinds ?? [];
}
