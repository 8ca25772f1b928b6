/** A filter as a list of parts that all hold, each with its path. */
import { partAt, withPart } from "./document.js";
import { isObject } from "./shapes.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").Path} Path */
/** @typedef {{path: Path, node: Json}} Part */

/** Return the filters of a node if it joins them by `and`. @param {Json | undefined} node */
const joined = (node) => (isObject(node) && Array.isArray(node.and) && Object.keys(node).length === 1 ? node.and : undefined);

/**
 * Return the parts of the filter at a path: conditions, and whatever else is joined to them by `and`.
 * @param {Json | undefined} document
 * @param {Path} path
 * @returns {Part[]}
 */
export function partsOf(document, path) {
  const node = partAt(document, path);
  if (node === undefined) return [];
  const filters = joined(node);
  return filters ? filters.flatMap((_, index) => partsOf(document, [...path, "and", index])) : [{ path, node }];
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
  if (node === undefined) return withPart(document, path, part);
  return withPart(document, path, { and: [...(joined(node) ?? [node]), part] });
}

/**
 * Return a document without the part at a path; an `and` that is left empty goes too.
 * @template {Json} Document
 * @param {Document} document
 * @param {Path} path of a part, as `partsOf` has it
 * @returns {Document}
 */
export function withoutFilter(document, path) {
  const without = withPart(document, path, undefined);
  const list = path.slice(0, -1);
  const isMember = path.at(-2) === "and" && typeof path.at(-1) === "number";
  const left = isMember && partAt(without, list);
  return Array.isArray(left) && !left.length ? withoutFilter(without, list.slice(0, -1)) : without;
}
