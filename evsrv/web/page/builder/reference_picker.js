/** The choice of a field, of a path in a JSON field, or of a function of either. */
import { parseReference } from "../query/references.js";
import { kindOf, nameOf, takersOf } from "../query/vocabulary.js";
import { formatPercent } from "../ui/format.js";
import { html } from "../vendor/preact.js";
import { Combobox } from "./combobox.js";
import { words } from "./select.js";

/** @typedef {import("../types").Reference} Reference */
/** @typedef {import("./builder.js").Known} Known */

const MAX_OPTIONS = 200;

/** @param {Reference} reference */
const textOf = ({ apply, ...reference }) => (apply ? `${words(apply)} of ` : "") + nameOf(reference);

/** @param {Known} known @param {string} typed */
function optionsFor({ vocabulary, dataset, keys }, typed) {
  const plain = dataset.fields.flatMap(({ name, kind }) => [
    { reference: /** @type {Reference} */ ({ field: name }), note: kind === "document" ? "JSON" : kind },
    ...(keys[name] ?? []).map(({ key, kinds, share }) => ({ reference: { field: name, path: [key] }, note: `${kinds.join(", ")} ${formatPercent(share)}` })),
  ]);
  const applied = plain.flatMap(({ reference }) => {
    const kind = kindOf(vocabulary, dataset.name, reference);
    if (!kind || (!typed && kind !== "time")) return [];
    return takersOf(vocabulary, "function", kind).map(({ name, gives }) => ({ reference: { ...reference, apply: name }, note: gives ?? "" }));
  });
  const begins = (/** @type {string} */ text) => text.toLowerCase().replace(/^\w*properties\./i, "").startsWith(typed.toLowerCase());
  const parts = typed.toLowerCase().split(" ");
  return [...plain, ...applied]
    .map(({ reference, note }) => ({ text: textOf(reference), note }))
    .filter(({ text }) => parts.every((part) => text.toLowerCase().includes(part)))
    // A name that begins with the text is meant more often than one that has it inside.
    .sort((one, other) => Number(begins(other.text)) - Number(begins(one.text)))
    .slice(0, MAX_OPTIONS);
}

/** @param {Known} known @param {string} text @returns {Reference | null} */
function referenceOf({ vocabulary, dataset, keys }, text) {
  const applied = vocabulary.terms.find(({ kind, name }) => kind === "function" && text.startsWith(`${words(name)} of `));
  const reference = parseReference(applied ? text.slice(words(applied.name).length + 4) : text, dataset, keys);
  return reference && applied ? { ...reference, apply: applied.name } : reference;
}

/**
 * @param {{known: Known, label: string, reference: Reference | undefined, none?: string, marks?: object, autoFocus?: boolean,
 *   onPick: (reference: Reference | undefined) => void, onFault: (fault: string) => void}} props `none` is what no reference is called
 */
export function ReferencePicker({ known, label, reference, none, marks, autoFocus, onPick, onFault }) {
  const take = (/** @type {string} */ text) => {
    const found = referenceOf(known, text);
    if (!found && text !== none) return onFault(`${text || "nothing"} is no field here`), true;
    onFault("");
    onPick(found ?? undefined);
  };
  return html`<${Combobox} label=${label} text=${reference?.field ? textOf(reference) : (none ?? "")} placeholder="choose a field" picksFirst marks=${marks} autoFocus=${autoFocus}
    load=${(/** @type {string} */ typed) => [...(none && none.includes(typed) ? [{ text: none }] : []), ...optionsFor(known, typed)]} onText=${take} />`;
}
