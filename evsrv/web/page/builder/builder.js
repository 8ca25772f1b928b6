/** The builder: a query as clauses of chips. The document is the state; each control replaces its own part of it. */
import { fetchPropertyKeys } from "../api/endpoints.js";
import { issuesAt } from "../api/problem.js";
import { isGrouped } from "../query/asked.js";
import { columnNames, newName } from "../query/column_names.js";
import { withPart } from "../query/document.js";
import { isObject, listOf } from "../query/shapes.js";
import { datasetOf } from "../query/vocabulary.js";
import { session } from "../session/session.js";
import { useShortcut } from "../ui/shortcuts.js";
import { html, useCallback, useEffect, useRef, useState } from "../vendor/preact.js";
import { FilterChips } from "./filter_chips.js";
import { GroupChip } from "./group_chip.js";
import { OrderChip } from "./order_chip.js";
import { SelectionChip } from "./selection_chip.js";
import { TextInput } from "./text_input.js";

/** @typedef {import("../types").JsonObject} JsonObject */
/** @typedef {import("../types").Path} Path */
/** @typedef {import("../types").QueryDocument} QueryDocument */
/**
 * @typedef Known all that the chips choose from
 * @property {import("../types").Vocabulary} vocabulary
 * @property {import("../types").Dataset} dataset
 * @property {import("../query/references.js").Keys} keys
 * @property {QueryDocument} query as it is asked, for the suggestions of values
 * @property {unknown} problem of the last run
 */

/** Return the keys of the JSON fields of a dataset; none until they have arrived. @param {import("../types").Dataset} dataset */
function useKeys(dataset) {
  const [keys, setKeys] = useState(/** @type {import("../query/references.js").Keys} */ ({}));
  useEffect(() => {
    const abort = new AbortController();
    setKeys({});
    for (const { name } of dataset.fields.filter(({ kind }) => kind === "document")) {
      fetchPropertyKeys(name, { views: [dataset.view] }, abort.signal).then(
        ({ body }) => setKeys((found) => ({ ...found, [name]: body.results })),
        () => {},
      );
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
export function Builder({ dataset: name, query, problem, onChange, conditions = {} }) {
  const vocabulary = /** @type {NonNullable<typeof session.value>} */ (session.value).vocabulary;
  const dataset = datasetOf(vocabulary, name);
  const known = { vocabulary, dataset, keys: useKeys(dataset), query: { ...conditions, ...query }, problem };
  const filterButton = useRef(/** @type {HTMLButtonElement | null} */ (null));
  useShortcut("/", "adds a filter", useCallback(() => filterButton.current?.click(), []));
  const [added, setAdded] = useState(/** @type {{list: string, item: JsonObject} | null} */ (null));

  const set = (/** @type {Path} */ path, /** @type {any} */ part) => {
    setAdded(null);
    onChange(withPart(query, path, part));
  };
  const remove = (/** @type {string} */ list, /** @type {number} */ index) => {
    if (index >= listOf(query[list]).length) return setAdded(null);
    const changed = withPart(query, [list, index], undefined);
    onChange(listOf(changed[list]).length ? changed : withPart(changed, [list], undefined));
  };
  const add = (/** @type {string} */ list, /** @type {JsonObject} */ item) => onChange({ ...query, [list]: [...listOf(query[list]), item] });
  const chips = (/** @type {any} */ View, /** @type {string} */ list, /** @type {(type: any) => boolean} */ isShown = () => true) =>
    [...listOf(query[list]), ...(added?.list === list ? [added.item] : [])].map((item, index) => {
      if (!isShown(isObject(item) ? item.type : null)) return null;
      const change = (/** @type {JsonObject} */ changed) => set([list, index], changed);
      return html`<${View} key=${`${list}${index}`} known=${known} item=${item} path=${[list, index]} onChange=${change} onRemove=${() => remove(list, index)} />`;
    });
  const adder = (/** @type {string} */ text, /** @type {() => void} */ action) => html`<button type="button" class="add" onClick=${action}>${text}</button>`;

  const grouped = isGrouped(query) && (listOf(query.select).length > 0 || listOf(query.groupBy).length > 0);
  const isOfTime = (/** @type {string} */ type) => type === "time" || type === "bucket";
  const hasUnit = listOf(query.select).some((item) => isObject(item) && item.type === "time");
  const columns = columnNames(query, dataset.timeField);
  const sorted = grouped ? [...columns.groups, ...columns.numbers] : dataset.fields.map((field) => field.name);
  const setUnit = (/** @type {JsonObject} */ item) => set(["select"], [item, ...(grouped ? listOf(query.select) : [{ type: "aggregation", aggregation: "count" }])]);
  return html`<div class="clauses">
    <${Clause} name="Show">
      ${chips(SelectionChip, "select", (type) => !isOfTime(type))}
      ${!grouped && !listOf(query.select).length && html`<span class="word">the newest ${dataset.name}, one a row</span>`}
      ${adder("+ Number", () => add("select", { type: "aggregation", aggregation: "count" }))}
      ${!grouped && adder("+ Column", () => setAdded({ list: "select", item: { type: "field", field: "" } }))}
      ${columns.aggregations.length > 0 && adder("+ Formula", () => setAdded({ list: "select", item: { type: "formula", formula: "", as: newName(query, "formula") } }))}
    </${Clause}>
    <${Clause} name="Group by">
      ${!hasUnit && html`<${SelectionChip} known=${known} item=${{ type: "time", timeUnit: "" }} path=${["unit"]} onChange=${setUnit} />`}
      ${chips(SelectionChip, "select", isOfTime)}
      ${chips(GroupChip, "groupBy")}
      ${adder("+ Field", () => setAdded({ list: "groupBy", item: { field: "" } }))}
      ${adder("+ Steps", () => setAdded({ list: "select", item: { type: "bucket", field: "", width: 1 } }))}
    </${Clause}>
    <${Clause} name="Where">
      <${FilterChips} known=${known} document=${query} path=${["where"]} add="+ Filter" addRef=${filterButton} onChange=${onChange} />
    </${Clause}>
    ${(grouped || query.having !== undefined) && html`<${Clause} name="Having">
      <${FilterChips} known=${known} document=${query} path=${["having"]} columns=${[...columns.numbers, ...columns.buckets]} add="+ Condition" onChange=${onChange} />
    </${Clause}>`}
    <${Clause} name="Order">
      ${chips(OrderChip, "orderBy")}
      ${adder("+ Order", () => add("orderBy", { field: sorted.at(-1) ?? "", direction: "desc" }))}
      <label class="limit">limit <${TextInput} label="Limit" text=${query.limit === undefined ? "" : JSON.stringify(query.limit)} placeholder="all" onText=${(/** @type {string} */ text) => set(["limit"], text === "" ? undefined : Number(text))} /></label>
    </${Clause}>
    ${["select", "groupBy", "where", "having", "orderBy", "limit"].flatMap((member) => issuesAt(problem, `/${member}`).filter(({ pointer }) => pointer === `/${member}`)).map(({ message }) => html`<p class="fault">${message}</p>`)}
  </div>`;
}
