/** The choice of a field, of a path in a JSON field, or of a function of either. */
import { parseReference } from "../query/references.js";
import { kindOf, nameOf, takersOf, termsOf } from "../query/vocabulary.js";
import { formatPercent } from "../ui/format.js";
import { html } from "../preact.js";
import { TextInput, words } from "../ui/inputs.js";

/** @typedef {import("../types").Reference} Reference */
/** @typedef {import("./builder.js").Known} Known */

const MAX_OPTIONS = 200;

/** @param {Reference} reference */
const textOf = ({ apply, ...reference }) => (apply ? `${words(apply)} of ` : "") + nameOf(reference);

/** @param {Known} known @param {string} typed */
function optionsFor({ vocabulary, dataset, keys }, typed) {
  const plain = dataset.fields.flatMap(({ name, kind }) => [
    { reference: { field: name }, note: words(kind) },
    ...(keys[name] ?? []).map(({ key, kinds, share }) => ({ reference: { field: name, path: [key] }, note: `${kinds.join(", ")} ${formatPercent(share)}` })),
  ]);
  const applied = plain.flatMap(({ reference }) => {
    const kind = kindOf(vocabulary, dataset.name, reference);
    if (!kind || (!typed && kind !== "time")) return [];
    return takersOf(vocabulary, "function", kind).map(({ name, gives }) => ({ reference: { ...reference, apply: name }, note: gives }));
  });
  const sought = typed.toLowerCase().split(" ");
  /**
   * Return how likely a name is meant: it is the text, it or its key begins with the text, or has it inside.
   * @param {string} text
   */
  const likeness = (text) => {
    const names = [text, text.slice(text.indexOf(".") + 1)].map((name) => name.toLowerCase());
    return Number(names.includes(typed.toLowerCase())) + Number(names.some((name) => name.startsWith(typed.toLowerCase())));
  };
  return [...plain, ...applied]
    .map(({ reference, note }) => ({ text: textOf(reference), note: note ?? "" }))
    .filter(({ text }) => sought.every((word) => text.toLowerCase().includes(word)))
    .sort((one, other) => likeness(other.text) - likeness(one.text))
    .slice(0, MAX_OPTIONS);
}

/** @param {Known} known @param {string} text @returns {Reference | null} */
function referenceOf({ vocabulary, dataset, keys }, text) {
  const apply = termsOf(vocabulary, "function").find(({ name }) => text.startsWith(`${words(name)} of `))?.name;
  const reference = parseReference(apply ? text.slice(words(apply).length + 4) : text, dataset, keys);
  return reference && { ...reference, ...(apply && { apply }) };
}

/**
 * @param {{known: Known, label: string, reference: Reference | undefined, none?: string | undefined, marks: object,
 *   onPick: (reference: any) => void, onFault: (fault: string) => void}} props `none` is what no reference is called
 */
export function ReferencePicker({ known, label, reference, none, marks, onPick, onFault }) {
  /** @param {string} text */
  const take = (text) => {
    const found = referenceOf(known, text);
    const isKnown = found || text === none;
    onFault(isKnown ? "" : `'${text}' is no field of ${known.dataset.name}`);
    if (isKnown) onPick(found ?? undefined);
    return !isKnown;
  };
  return html`<${TextInput} label=${label} text=${reference?.field ? textOf(reference) : (none ?? "")} placeholder="choose a field" picksFirst marks=${marks} autoFocus=${reference?.field === ""}
    load=${(typed) => [...(none && none.startsWith(typed) ? [{ text: none }] : []), ...optionsFor(known, typed)]} onText=${take} />`;
}
