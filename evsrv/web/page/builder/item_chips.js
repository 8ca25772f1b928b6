/** The items of `select`, `groupBy` and `orderBy` as chips. */
import { isGrouped } from "../query/asked.js";
import { withPart } from "../query/document.js";
import { columnName, columnNames, newName } from "../query/references.js";
import { isObject, referenceIn, withReference } from "../query/shapes.js";
import { kindOf, nameOf, takersOf, termNamed, termsOf } from "../query/vocabulary.js";
import { html, useState } from "../preact.js";
import { Chip, JsonChip, useDraft } from "./chip.js";
import { FilterChips } from "./filter_chips.js";
import { choicesOf, Select, TextInput } from "../ui/inputs.js";
import { ReferencePicker } from "./reference_picker.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").JsonObject} JsonObject */
/** @typedef {import("./chip.js").Marks} Marks */
/** @typedef {import("./chip.js").Part} Part */

/** The member that is text in a selection of each type. @type {Record<string, string>} */
const MAIN = { aggregation: "aggregation", time: "timeUnit", formula: "formula", rank: "by", field: "field", bucket: "field" };

/**
 * Return members that no control of a chip shows, as words.
 * @param {JsonObject} item
 * @param {Record<string, string>} texts the words before the value of each member
 */
const wordsOf = (item, texts) =>
  Object.entries(texts)
    .filter(([name]) => item[name] !== undefined)
    .map(([name, before]) => `${before} ${name === "where" ? "" : [item[name]].flat().map((value) => (typeof value === "string" ? value : JSON.stringify(value))).join(", ")}`)
    .join(" ");

/** Return a number that is written plainly, or the text. @param {string} text */
export const numberOr = (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);

/** @param {Part} part */
export function SelectionChip(part) {
  const { known, path, onRemove } = part;
  const { vocabulary, dataset, query } = known;
  const [fault, setFault] = useState("");
  /** @param {JsonObject} changed */
  const needsField = (changed) => changed.type === "aggregation" && termNamed(vocabulary, "aggregation", String(changed.aggregation))?.needsField !== false;
  const [draft, change] = useDraft(part, (changed) => !isObject(changed) || (changed.formula !== "" && changed.field !== "" && (changed.field !== undefined || !needsField(changed))));
  const type = isObject(draft) ? String(draft.type) : "";
  const reference = isObject(draft) ? referenceIn(draft) : null;
  const main = isObject(draft) && draft[MAIN[type] ?? ""];
  if (!isObject(draft) || reference === null || typeof main !== "string" || isObject(draft.as)) return JsonChip(part);
  /** @param {string} name @param {Json | undefined} member */
  const set = (name, member) => {
    const isNamed = draft.as !== undefined || !["over", "where"].includes(name);
    change(withPart(isNamed ? draft : { ...draft, as: newName(query, main) }, [name], member));
  };
  /** @param {string} text */
  const setSteps = (text) => {
    try {
      const steps = JSON.parse(text);
      const name = Array.isArray(steps) ? "edges" : "width";
      setFault("");
      change(withPart(withPart(draft, [name === "width" ? "edges" : "width"], undefined), [name], steps));
    } catch {
      setFault("expected a number, or the starts of the steps, such as [0, 100, 500]");
      return true;
    }
  };
  /** @param {Marks} marks @param {string} [none] */
  const field = (marks, none) => html`<${ReferencePicker} known=${known} label="Field" reference=${reference} none=${none} marks=${marks("field")} onFault=${setFault}
    onPick=${(picked) => change(withReference(draft, picked))} />`;
  const kind = reference && kindOf(vocabulary, dataset.name, reference);
  /** @type {Record<string, (marks: Marks) => unknown>} */
  const controls = {
    aggregation: (marks) => html`<${Select} label="Aggregation" value=${main} marks=${{ class: "verb", ...marks("aggregation") }} onChange=${(name) => set("aggregation", name)}
        options=${choicesOf(kind ? takersOf(vocabulary, "aggregation", kind) : termsOf(vocabulary, "aggregation"))} />
      <span class="word">of</span>${field(marks, needsField(draft) ? undefined : dataset.name)}`,
    field,
    time: (marks) => html`<${Select} label="Time unit" value=${main} options=${[["", "no time unit"], ...choicesOf(termsOf(vocabulary, "time unit"))]} marks=${marks("timeUnit")}
        onChange=${(name) => (name ? set("timeUnit", name) : onRemove())} />${reference && html`<span class="word">of</span>${field(marks)}`}`,
    formula: (marks) => html`<${TextInput} label="Formula" text=${main} placeholder="100 * count / users" marks=${marks("formula")} onText=${(text) => set("formula", text)} />`,
    rank: (marks) => html`<span class="word">rank of</span><${Select} label="Column to rank by" value=${main} options=${columnNames(query, dataset).numbers} marks=${marks("by")} onChange=${(name) => set("by", name)} />`,
    bucket: (marks) => html`${field(marks)}<span class="word">in steps</span><${TextInput} label="Steps" text=${JSON.stringify(draft.edges ?? draft.width) ?? ""} marks=${marks(draft.edges ? "edges" : "width")} onText=${setSteps} />`,
  };
  const isPlainTime = type === "time" && !reference;
  const name = columnName(draft, dataset.timeField);
  const shown = wordsOf(draft, { where: "filtered", over: "over", within: "within", offset: "from", direction: "", as: "as" });
  const more = !isPlainTime && html`<label>Name<${TextInput} label="Name" text=${String(draft.as ?? "")} placeholder=${name} onText=${(text) => set("as", text || undefined)} /></label>
    ${type === "rank" && html`<label>Order<${Select} label="Order of ranks" value=${String(draft.direction ?? "desc")} options=${[["desc", "greatest first"], ["asc", "least first"]]} onChange=${(direction) => set("direction", direction)} /></label>
      <label>Within<${Select} label="Rank within" value=${JSON.stringify(draft.within ?? [])} options=${[["[]", "all rows"], ...columnNames(query, dataset).groups.map((group) => [JSON.stringify([group]), group])]}
        onChange=${(groups) => set("within", groups === "[]" ? undefined : JSON.parse(groups))} /></label>`}
    ${type === "aggregation" && html`<label>Over buckets of time<${TextInput} label="Over buckets" text=${String(draft.over ?? "")} placeholder="7, or all" onText=${(text) => set("over", text ? numberOr(text) : undefined)} /></label>
      <div class="chips"><span class="word">only where</span><${FilterChips} known=${known} document=${draft} member="where" at=${path} add="+ Condition" onChange=${({ where }) => set("where", where)} /></div>`}`;
  return html`<${Chip} part=${part} name=${name} fault=${fault} more=${more} isFixed=${isPlainTime}>
    ${(marks) => html`${controls[type]?.(marks)}${shown && html`<span class="word">${shown}</span>`}`}
  </${Chip}>`;
}

/** @param {Part} part */
export function GroupChip(part) {
  const { dataset, query } = part.known;
  const [fault, setFault] = useState("");
  const [draft, change] = useDraft(part, (changed) => isObject(changed) && changed.field !== "");
  const reference = isObject(draft) && referenceIn(draft);
  const top = isObject(draft) && isObject(draft.top) ? draft.top : {};
  const isOdd = [top.by, top.other].some((member) => member !== undefined && typeof member !== "string");
  if (!isObject(draft) || !reference || isOdd) return JsonChip(part);
  /** @param {string} name @param {Json | undefined} member */
  const set = (name, member) => change(withPart(draft, ["top", name], member));
  const shown = [isObject(draft.top) ? wordsOf(top, { limit: "top", by: "by", other: "and" }) : wordsOf(draft, { top: "top" }), draft.includeInSelect === false && "hidden"].filter(Boolean).join(", ");
  const more = html`<label>Top values<${TextInput} label="Top values" text=${String(top.limit ?? "")} placeholder="all"
      onText=${(text) => (text ? set("limit", numberOr(text)) : change(withPart(draft, ["top"], undefined)))} /></label>
    ${draft.top !== undefined && html`<label>by<${Select} label="Top values by" value=${top.by ?? ""} options=${[["", "count"], ...columnNames(query, dataset).aggregations]} onChange=${(name) => set("by", name || undefined)} /></label>
      <label>others as<${TextInput} label="Others as" text=${top.other ?? ""} placeholder="left out" onText=${(text) => set("other", text || undefined)} /></label>`}`;
  return html`<${Chip} part=${part} name=${`group ${nameOf(reference)}`} fault=${fault} more=${reference.field && more}>
    ${(marks) => html`<${ReferencePicker} known=${part.known} label="Field to group by" reference=${reference} marks=${marks("field")} onFault=${setFault}
        onPick=${(picked) => change(withReference(draft, picked))} />${shown && html`<span class="word">${shown}</span>`}`}
  </${Chip}>`;
}

/** @param {Part} part */
export function OrderChip(part) {
  const { known: { dataset, query }, item, onChange } = part;
  const reference = isObject(item) && referenceIn(item);
  if (!reference) return JsonChip(part);
  const { groups, numbers } = columnNames(query, dataset);
  const name = nameOf(reference);
  return html`<${Chip} part=${part} name=${`order by ${name}`}>
    ${(marks) => html`<${Select} label="Column to sort by" value=${name} options=${isGrouped(query) ? [...groups, ...numbers] : dataset.fields.map((field) => field.name)} marks=${marks("field")}
        onChange=${(field) => onChange(withReference(item, { field }))} />
      <${Select} label=${`Direction of ${name}`} value=${String(item.direction)} options=${[["desc", "descending"], ["asc", "ascending"]]} marks=${{ class: "verb", ...marks("direction") }}
        onChange=${(direction) => onChange(withPart(item, ["direction"], direction))} />`}
  </${Chip}>`;
}
