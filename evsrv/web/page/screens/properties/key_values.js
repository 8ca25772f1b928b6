/** The most frequent values of a property; one click filters or groups by them. */
import { fetchPropertyValues } from "../../api/endpoints.js";
import { exploreAddress } from "../../session/address.js";
import { formatNumber } from "../../ui/format.js";
import { ProblemBox } from "../../ui/problem_box.js";
import { Progress } from "../../ui/progress.js";
import { useQuestion } from "../../ui/question.js";
import { html } from "../../preact.js";
import { filterQuery, groupQuery } from "./queries.js";

const MAX_VALUES = 50;

/** @param {{dataset: import("../../types").Dataset, field: string, name: string}} props */
export function KeyValues({ dataset, field, name }) {
  const [question] = useQuestion(name, (signal) => fetchPropertyValues(field, name, { views: [dataset.view], limit: MAX_VALUES }, signal));
  const answer = question.answer.value?.body;
  /** @type {import("../../types").ValueCount[]} */
  const values = answer?.results ?? [];
  const most = Math.max(...values.map(({ count }) => count));
  return html`<section class="card" aria-labelledby="values">
    <${ProblemBox} problem=${question.problem.value} />
    <${Progress} question=${question} />
    <div class="head"><h2 id="values">${name}</h2>
      <a href=${exploreAddress(dataset.name, groupQuery(field, name))}>Group by it</a>
      ${answer && html`<span class="note">${answer.truncated ? `the ${MAX_VALUES} most frequent values` : `${values.length} values`}</span>`}</div>
    ${answer && !values.length && html`<div class="state"><p>No row has a value there.</p></div>`}
    <ol class="bars">${values.map(({ value, count }) => html`<li key=${value}>
      <i style=${{ width: `${(100 * count) / most}%` }}></i>
      <a href=${exploreAddress(dataset.name, filterQuery(field, name, value))} title="Show the rows with this value">${value || "(empty text)"}</a>
      <span>${formatNumber(count)}</span></li>`)}</ol>
  </section>`;
}
