/** An item of `select` as a chip: a number, a column, a unit of time, a bucket, a formula, a rank. */
import { withPart } from "../query/document.js";
import { columnNames, newName } from "../query/column_names.js";
import { isObject, isTexts, referenceIn, withReference } from "../query/shapes.js";
import { kindOf, takersOf, termNamed, termsOf } from "../query/vocabulary.js";
import { html, useState } from "../vendor/preact.js";
import { Chip, JsonChip, useDraft } from "./chip.js";
import { FilterChips } from "./filter_chips.js";
import { ReferencePicker } from "./reference_picker.js";
import { choicesOf, Select } from "./select.js";
import { TextInput } from "./text_input.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").JsonObject} JsonObject */
/** @typedef {import("../types").Path} Path */
/** @typedef {import("./builder.js").Known} Known */
/** @typedef {{known: Known, item: Json, path: Path, onChange: (item: JsonObject) => void, onRemove?: () => void}} Props */

const DIRECTIONS = [["desc", "from the greatest"], ["asc", "from the least"]];

/** The member that a selection of each type has, as text. @type {Record<string, string>} */
const MAIN = { aggregation: "aggregation", time: "timeUnit", formula: "formula", rank: "by", field: "field", bucket: "field" };

/** Return whether the controls can show an item. @param {Json} item @returns {item is JsonObject} */
const isReadable = (item) =>
  isObject(item) && typeof item[MAIN[String(item.type)] ?? ""] === "string" && referenceIn(item) !== null && (item.as === undefined || typeof item.as === "string");

/** Return an item with its members that controls do not show as words. @param {JsonObject} item @param {string} unit */
function wordsOf({ over, within, offset, as, where }, unit) {
  return [
    ...(where === undefined ? [] : ["filtered"]),
    ...(over === undefined ? [] : [over === "all" ? "running total" : `over ${JSON.stringify(over)} ${unit}s`]),
    ...(within === undefined ? [] : [isTexts(within) && !within.length ? "of all rows" : `within ${isTexts(within) ? within.join(", ") : JSON.stringify(within)}`]),
    ...(offset === undefined ? [] : [`from ${JSON.stringify(offset)}`]),
    ...(as === undefined ? [] : [`as ${as}`]),
  ].join(" ");
}

/** @param {Props} props */
export function SelectionChip({ known, item, path, onChange, onRemove }) {
  const { vocabulary, dataset, query, problem } = known;
  const [draft, change] = useDraft(item, (part) => isObject(part) && isWhole(known, part), /** @type {(part: Json) => void} */ (onChange));
  const [fault, setFault] = useState("");
  if (!isReadable(draft)) return html`<${JsonChip} part=${draft} problem=${problem} path=${path} onRemove=${onRemove} />`;
  const reference = referenceIn(draft) ?? undefined;
  const set = (/** @type {string} */ name, /** @type {Json | undefined} */ member) => {
    const named = ["over", "where"].includes(name) && draft.as === undefined ? { ...draft, as: newName(query, String(draft.aggregation)) } : draft;
    setFault("");
    change(withPart(named, [name], member));
  };
  const numbers = columnNames(query, dataset.timeField).numbers;
  const unit = termsOf(vocabulary, "time unit").length ? "bucket" : "";
  const pick = (/** @type {object} */ marks, /** @type {string} */ label, /** @type {string | undefined} */ none) => html`<${ReferencePicker} known=${known} label=${label} reference=${reference}
    none=${none} marks=${marks} autoFocus=${draft.field === ""} onFault=${setFault} onPick=${(/** @type {any} */ picked) => change(withReference(draft, picked))} />`;
  /** @type {Record<string, (marks: (...steps: Path) => object) => unknown>} */
  const controls = {
    aggregation: (marks) => {
      const kind = reference && kindOf(vocabulary, dataset.name, reference);
      const isCounted = termNamed(vocabulary, "aggregation", String(draft.aggregation))?.needsField === false;
      return html`<${Select} label="Aggregation" value=${draft.aggregation} options=${choicesOf(kind ? takersOf(vocabulary, "aggregation", kind) : termsOf(vocabulary, "aggregation"))}
          marks=${{ class: "verb", ...marks("aggregation") }} onChange=${(/** @type {string} */ name) => set("aggregation", name)} />
        <span class="word">of</span>${pick(marks("field"), "Field to aggregate", isCounted ? dataset.name : undefined)}`;
    },
    field: (marks) => pick(marks("field"), "Column", undefined),
    time: (marks) => html`<${Select} label="Time unit" value=${draft.timeUnit} options=${[["", "all time"], ...choicesOf(termsOf(vocabulary, "time unit"))]} marks=${marks("timeUnit")}
        onChange=${(/** @type {string} */ name) => (name ? set("timeUnit", name) : onRemove?.())} />
      ${reference && html`<span class="word">of</span>${pick(marks("field"), "Time field", undefined)}`}`,
    formula: (marks) => html`<${TextInput} label="Formula" text=${draft.formula} placeholder="100 * count / users" marks=${marks("formula")} onText=${(/** @type {string} */ text) => set("formula", text)} />`,
    rank: (marks) => html`<span class="word">rank of</span><${Select} label="Column to rank by" value=${draft.by} options=${numbers.map((name) => [name, name])} marks=${marks("by")} onChange=${(/** @type {string} */ name) => set("by", name)} />
      <${Select} label="Direction" value=${draft.direction ?? "desc"} options=${DIRECTIONS} onChange=${(/** @type {string} */ name) => set("direction", name)} />`,
    bucket: (marks) => html`${pick(marks("field"), "Numbers to group", undefined)}
      ${draft.edges === undefined
        ? html`<span class="word">in steps of</span><${TextInput} label="Width" text=${JSON.stringify(draft.width ?? 1)} marks=${marks("width")} onText=${(/** @type {string} */ text) => readJson(text, "width")} />`
        : html`<span class="word">from</span><${TextInput} label="Edges" text=${JSON.stringify(draft.edges)} marks=${marks("edges")} onText=${(/** @type {string} */ text) => readJson(text, "edges")} />`}`,
  };
  const readJson = (/** @type {string} */ text, /** @type {string} */ member) => {
    try {
      set(member, JSON.parse(text));
    } catch {
      return setFault(`expected ${member === "edges" ? "a list of numbers, as [0, 500]" : "a number"}`), true;
    }
  };
  const name = wordsOf({ as: `${draft.as ?? draft[MAIN[String(draft.type)] ?? ""]}` }, "").slice(3);
  const more = html`<label>Name<${TextInput} label="Name" text=${draft.as ?? ""} placeholder="as derived" onText=${(/** @type {string} */ text) => set("as", text || undefined)} /></label>
    ${draft.type === "aggregation" && html`
      <label>Over buckets<${TextInput} label="Over buckets" text=${String(draft.over ?? "")} placeholder="7, or all"
        onText=${(/** @type {string} */ text) => set("over", text === "" ? undefined : /^\d+$/.test(text) ? Number(text) : text)} /></label>
      <div class="chips"><span class="word">Only where</span><${FilterChips} known=${known} document=${draft} path=${["where"]} at=${path} add="+ Condition" onChange=${(/** @type {JsonObject} */ changed) => set("where", changed.where)} /></div>`}`;
  const words = wordsOf(draft, unit);
  return html`<${Chip} name=${name} problem=${problem} path=${path} fault=${fault} more=${draft.type === "time" && !reference ? null : more} onRemove=${draft.type === "time" && !reference ? undefined : onRemove}>
    ${(/** @type {(...steps: Path) => object} */ marks) => html`${controls[String(draft.type)]?.(marks)}${words && html`<span class="word">${words}</span>`}`}
  </${Chip}>`;
}

/** Return whether an item has what the server asks of it. @param {Known} known @param {JsonObject} item */
function isWhole({ vocabulary }, item) {
  if (item.type === "formula") return Boolean(item.formula);
  if (item.field === "") return false;
  return item.type !== "aggregation" || item.field !== undefined || termNamed(vocabulary, "aggregation", String(item.aggregation))?.needsField !== true;
}
