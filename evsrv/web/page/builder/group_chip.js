/** An item of `groupBy` as a chip. */
import { withPart } from "../query/document.js";
import { columnNames } from "../query/column_names.js";
import { isObject, referenceIn, withReference } from "../query/shapes.js";
import { nameOf } from "../query/vocabulary.js";
import { html, useState } from "../vendor/preact.js";
import { Chip, JsonChip, useDraft } from "./chip.js";
import { ReferencePicker } from "./reference_picker.js";
import { Select } from "./select.js";
import { TextInput } from "./text_input.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").Path} Path */

/** Render the top values of a group in words. @param {Json | undefined} top */
function topWords(top) {
  if (!isObject(top)) return top === undefined ? "" : JSON.stringify(top);
  const by = top.by === undefined ? "" : ` by ${top.by}`;
  return `top ${JSON.stringify(top.limit)}${by}${top.other === undefined ? "" : " and others"}`;
}

/**
 * @param {{known: import("./builder.js").Known, item: Json, path: Path, onChange: (item: Json) => void, onRemove: () => void}} props
 */
export function GroupChip({ known, item, path, onChange, onRemove }) {
  const { dataset, query, problem } = known;
  const [draft, change] = useDraft(item, (part) => isObject(part) && part.field !== "", onChange);
  const [fault, setFault] = useState("");
  const reference = isObject(draft) && referenceIn(draft);
  if (!isObject(draft) || !reference) return html`<${JsonChip} part=${draft} problem=${problem} path=${path} onRemove=${onRemove} />`;
  const top = isObject(draft.top) ? draft.top : {};
  const set = (/** @type {string} */ name, /** @type {Json | undefined} */ member) => change(withPart(draft, ["top", name], member));
  const limit = (/** @type {string} */ text) => {
    if (text && !/^\d+$/.test(text)) return setFault("expected how many values, such as 5"), true;
    setFault("");
    if (text) set("limit", Number(text));
    else change(withPart(draft, ["top"], undefined));
  };
  const words = [topWords(draft.top), draft.includeInSelect === false ? "hidden" : ""].filter(Boolean).join(", ");
  const more = html`<label>Top values<${TextInput} label="Top values" text=${String(top.limit ?? "")} placeholder="all" onText=${limit} /></label>
    ${draft.top !== undefined && html`
      <label>by<${Select} label="Top values by" value=${top.by ?? ""} options=${[["", "count"], ...columnNames(query, dataset.timeField).aggregations.map((name) => [name, name])]}
        onChange=${(/** @type {string} */ name) => set("by", name || undefined)} /></label>
      <label>Others as<${TextInput} label="Others as" text=${top.other ?? ""} placeholder="left out" onText=${(/** @type {string} */ text) => set("other", text || undefined)} /></label>`}`;
  return html`<${Chip} name=${`group ${nameOf(reference)}`} problem=${problem} path=${path} fault=${fault} more=${reference.field && more} onRemove=${onRemove}>
    ${(/** @type {(...steps: Path) => object} */ marks) => html`<${ReferencePicker} known=${known} label="Field to group by" reference=${reference} marks=${marks("field")} autoFocus=${reference.field === ""}
        onFault=${setFault} onPick=${(/** @type {any} */ picked) => change(withReference(draft, picked))} />
      ${words && html`<span class="word">${words}</span>`}`}
  </${Chip}>`;
}
