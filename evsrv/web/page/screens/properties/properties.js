/** The screen Properties: the keys of the JSON fields, and the most frequent values of one. */
import { fetchPropertyKeys } from "../../api/endpoints.js";
import { datasetOf } from "../../query/vocabulary.js";
import { address, navigate } from "../../session/address.js";
import { session } from "../../session/session.js";
import { ProblemBox } from "../../ui/problem_box.js";
import { Progress } from "../../ui/progress.js";
import { useQuestion } from "../../ui/question.js";
import { Segments } from "../../ui/segments.js";
import { html } from "../../preact.js";
import { KeyList } from "./key_list.js";
import { KeyValues } from "./key_values.js";

/** Return the key that most rows have, with values that are read at a glance. @param {import("../../types").PropertyKey[]} keys */
const mostFrequent = (keys) => [...keys].sort((a, b) => Number(isPlain(b)) - Number(isPlain(a)) || b.share - a.share)[0];
/** @param {import("../../types").PropertyKey} key */
const isPlain = ({ kinds }) => kinds.length > 0 && kinds.every((kind) => kind !== "object" && kind !== "array");

export function Properties() {
  if (!session.value) return null;
  const { vocabulary } = session.value;
  const { parameters } = address.value;
  const dataset = datasetOf(vocabulary, parameters.dataset ?? "events");
  const fields = dataset.fields.filter(({ kind }) => kind === "document").map(({ name }) => name);
  const field = fields.find((name) => name === parameters.field) ?? fields[0] ?? "properties";
  const [question] = useQuestion(`${dataset.name} ${field}`, (signal) => fetchPropertyKeys(field, { views: [dataset.view] }, signal));
  const show = (/** @type {Record<string, string | undefined>} */ changes) => navigate("properties", { ...parameters, key: undefined, ...changes });
  const answer = question.answer.value?.body;
  const key = parameters.key ?? mostFrequent(answer?.results ?? [])?.key;
  return html`<div class="title"><h1>Properties</h1>
      <${Segments} label="Dataset" value=${dataset.name} options=${vocabulary.datasets.map(({ name }) => [name, name])} onChange=${(/** @type {string} */ name) => show({ dataset: name })} />
      <${Segments} label="Field" value=${field} options=${fields.map((name) => [name, name])} onChange=${(/** @type {string} */ name) => show({ field: name })} />
    </div>
    <div class="properties">
      <section class="card" aria-label="Keys">
        <${ProblemBox} problem=${question.problem.value} />
        <${Progress} question=${question} />
        ${answer && html`<${KeyList} keys=${answer} dataset=${dataset.name} field=${field} selected=${key} onSelect=${(/** @type {string} */ name) => show({ key: name })} />`}
      </section>
      ${key !== undefined && html`<${KeyValues} key=${`${dataset.name} ${field} ${key}`} dataset=${dataset} field=${field} name=${key} />`}
    </div>`;
}
