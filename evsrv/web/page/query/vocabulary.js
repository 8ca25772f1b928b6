/** Questions to the vocabulary of the server: fields, and the terms that fit them. */

/** @typedef {import("../types").Vocabulary} Vocabulary */
/** @typedef {import("../types").Reference} Reference */
/** @typedef {import("../types").Kind} Kind */
/** @typedef {import("../types").Term} Term */

/** Return a dataset by its name. @param {Vocabulary} vocabulary @param {string} name @returns {import("../types").Dataset} */
export function datasetOf(vocabulary, name) {
  const found = vocabulary.datasets.find((dataset) => dataset.name === name) ?? vocabulary.datasets[0];
  if (!found) throw new Error("the server has no dataset");
  return found;
}

/** Return all terms of a kind. @param {Vocabulary} vocabulary @param {Term["kind"]} kind */
export const termsOf = (vocabulary, kind) => vocabulary.terms.filter((term) => term.kind === kind);

/** Return a term by its kind and name. @param {Vocabulary} vocabulary @param {Term["kind"]} kind @param {string} name */
export const termNamed = (vocabulary, kind, name) => vocabulary.terms.find((term) => term.kind === kind && term.name === name);

/**
 * Return the kind of the values at a reference, or undefined if its field is unknown.
 * @param {Vocabulary} vocabulary
 * @param {string} dataset
 * @param {Reference} reference
 * @returns {Kind | undefined}
 */
export function kindOf(vocabulary, dataset, { field, path, apply }) {
  if (apply) return termNamed(vocabulary, "function", apply)?.gives ?? undefined;
  const kind = datasetOf(vocabulary, dataset).fields.find(({ name }) => name === field)?.kind;
  return kind === "document" && path ? "path" : kind;
}

/** Return the operators that take values of a kind. @param {Vocabulary} vocabulary @param {Kind} kind */
export const operatorsFor = (vocabulary, kind) => termsOf(vocabulary, "operator").filter(({ operands }) => operands && kind in operands);

/** Return the functions or aggregations that take values of a kind. @param {Vocabulary} vocabulary @param {"function" | "aggregation"} term @param {Kind} kind */
export const takersOf = (vocabulary, term, kind) => termsOf(vocabulary, term).filter(({ takes }) => takes?.includes(kind));

/** Render a reference as its column is named. @param {Reference} reference */
export const nameOf = ({ field, path, apply }) => [field, ...(path ?? [])].join(".") + (apply ? `_${apply}` : "");
