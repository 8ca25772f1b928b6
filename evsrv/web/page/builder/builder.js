/** The builder: a query as clauses of chips. The document is the state; each control replaces its own part of it. */
import { fetchPropertyKeys } from "../api/endpoints.js";
import { issuesAt } from "../api/problem.js";
import { isGrouped } from "../query/asked.js";
import { withPart } from "../query/document.js";
import { columnNames, newName } from "../query/references.js";
import { isObject, listOf } from "../query/shapes.js";
import { datasetOf } from "../query/vocabulary.js";
import { session } from "../session/session.js";
import { useShortcut } from "../ui/shortcuts.js";
import { html, useCallback, useEffect, useRef, useState } from "../preact.js";
import { FilterChips } from "./filter_chips.js";
import { TextInput } from "../ui/inputs.js";
import { GroupChip, numberOr, OrderChip, SelectionChip } from "./item_chips.js";

/** @typedef {import("../types").Dataset} Dataset */
/** @typedef {import("../types").JsonObject} JsonObject */
/** @typedef {import("../types").QueryDocument} QueryDocument */
/** @typedef {import("../types").Vocabulary} Vocabulary */
/** @typedef {import("../query/references.js").Keys} Keys */
/**
 * @typedef Known all that the chips choose from
 * @property {Vocabulary} vocabulary
 * @property {Dataset} dataset
 * @property {Keys} keys
 * @property {QueryDocument} query as it is asked, for the suggestions of values
 * @property {unknown} problem of the last run
 */

/** The members of a query that the builder edits, with the messages about them. */
export const CLAUSES = ["select", "groupBy", "where", "having", "orderBy", "limit"];

/** Return the keys of the JSON fields of a dataset; none until they have arrived. @param {Dataset} dataset */
function useKeys(dataset) {
  const [keys, setKeys] = useState(/** @type {Keys} */ ({}));
  useEffect(() => {
    const abort = new AbortController();
    setKeys({});
    for (const { name } of dataset.fields.filter(({ kind }) => kind === "document")) {
      // Without keys a path can be typed, so a refusal is no problem to show.
      fetchPropertyKeys(name, { views: [dataset.view] }, abort.signal).then(({ body }) => setKeys((found) => ({ ...found, [name]: body.results })), () => {});
    }
    return () => abort.abort();
  }, [dataset]);
  return keys;
}

/** @param {{name: string, children?: unknown}} props */
const Clause = ({ name, children }) => html`<span class="clause">${name}</span><div class="chips" role="group" aria-label=${name}>${children}</div>`;

/**
 * @param {{dataset: string, query: QueryDocument, problem: unknown, onChange: (query: QueryDocument) => void, conditions?: QueryDocument}} props
 *   `conditions` are members of the query as it is asked, such as `now`
 */
export function Builder({ dataset: name, query, problem, onChange, conditions }) {
  const vocabulary = /** @type {Vocabulary} */ (session.value?.vocabulary);
  const dataset = datasetOf(vocabulary, name);
  const known = { vocabulary, dataset, keys: useKeys(dataset), query: { ...conditions, ...query }, problem };
  const filterButton = useRef(/** @type {HTMLButtonElement | null} */ (null));
  useShortcut("/", "adds a filter", useCallback(() => filterButton.current?.click(), []));
  // An item stands here until it is complete: the document has no unfinished parts.
  const [added, setAdded] = useState(/** @type {{list: string, item: JsonObject} | null} */ (null));

  const select = listOf(query.select);
  const grouped = isGrouped(query) && (select.length > 0 || listOf(query.groupBy).length > 0);
  const columns = columnNames(query, dataset);
  /** @param {unknown} item */
  const typeOf = (item) => (isObject(item) ? item.type : "");
  /** @param {unknown} item */
  const isOfTime = (item) => ["time", "bucket"].includes(String(typeOf(item)));
  /** @param {QueryDocument} changed */
  const change = (changed) => {
    setAdded(null);
    onChange(changed);
  };
  /** @param {string} list @param {number} index */
  const remove = (list, index) => {
    const changed = index < listOf(query[list]).length ? withPart(query, [list, index], undefined) : query;
    change(listOf(changed[list]).length ? changed : withPart(changed, [list], undefined));
  };
  /** @param {string} list @param {unknown} Shown @param {(item: unknown) => boolean} isShown */
  const chips = (list, Shown, isShown = () => true) =>
    [...listOf(query[list]), ...(added?.list === list ? [added.item] : [])].map((item, index) => isShown(item) && html`<${Shown} key=${list + index} known=${known} item=${item} path=${[list, index]}
      onChange=${(changed) => change(withPart(query, [list, index], changed))} onRemove=${() => remove(list, index)} />`);
  /** @param {string} text @param {string} list @param {JsonObject} item */
  const adder = (text, list, item) => html`<button type="button" class="add" onClick=${() => setAdded({ list, item })}>${text}</button>`;
  /** @param {string} list @param {JsonObject} item */
  const add = (list, item) => change({ ...query, [list]: [...listOf(query[list]), item] });
  const count = { type: "aggregation", aggregation: "count" };
  const issues = CLAUSES.flatMap((member) => issuesAt(problem, `/${member}`).filter(({ pointer }) => !/\/\d|condition/.test(pointer)));
  return html`<div class="clauses">
    <${Clause} name="Show">
      ${chips("select", SelectionChip, (item) => !isOfTime(item))}
      ${!grouped && !select.length && html`<span class="word">the newest ${dataset.name}, one a row</span>`}
      <button type="button" class="add" onClick=${() => add("select", count)}>+ Number</button>
      ${!grouped && adder("+ Column", "select", { type: "field", field: "" })}
      ${columns.numbers.length > 0 && html`<button type="button" class="add" onClick=${() => add("select", { type: "rank", by: columns.numbers[0] ?? "", as: newName(query, "rank") })}>+ Rank</button>`}
      ${columns.aggregations.length > 0 && adder("+ Formula", "select", { type: "formula", formula: "", as: newName(query, "formula") })}
    </${Clause}>
    <${Clause} name="Group by">
      ${!select.some((item) => typeOf(item) === "time") && html`<${SelectionChip} known=${known} item=${{ type: "time", timeUnit: "" }} path=${["unit"]} onRemove=${() => {}}
        onChange=${(unit) => change({ ...query, select: [unit, ...(grouped ? select : [count])] })} />`}
      ${chips("select", SelectionChip, isOfTime)}
      ${chips("groupBy", GroupChip)}
      ${adder("+ Field", "groupBy", { field: "" })}
      ${adder("+ Steps", "select", { type: "bucket", field: "", width: 1 })}
    </${Clause}>
    <${Clause} name="Where"><${FilterChips} known=${known} document=${query} member="where" add="+ Filter" addRef=${filterButton} onChange=${onChange} /></${Clause}>
    <${Clause} name="Rows">
      ${chips("orderBy", OrderChip)}
      <button type="button" class="add" onClick=${() => add("orderBy", { field: columns.numbers[0] ?? columns.groups[0] ?? dataset.timeField, direction: "desc" })}>+ Order</button>
      <label class="limit">limit<${TextInput} label="Limit" text=${query.limit === undefined ? "" : JSON.stringify(query.limit)} placeholder="none" marks=${issuesAt(problem, "/limit").length ? { "aria-invalid": true } : {}}
        onText=${(text) => onChange(withPart(query, ["limit"], text ? numberOr(text) : undefined))} /></label>
      ${query.having !== undefined && html`<span class="word">having</span>`}
      ${(grouped || query.having !== undefined) && html`<${FilterChips} known=${known} document=${query} member="having" columns=${[...columns.numbers, ...columns.buckets]} add="+ Having" onChange=${onChange} />`}
    </${Clause}>
    ${issues.map(({ message }) => html`<p class="fault">${message}</p>`)}
  </div>`;
}
