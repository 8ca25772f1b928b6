/** The answer of a question: its chart, and the states in which there is none. */
import { withoutIssuesAt } from "../../api/problem.js";
import { CLAUSES } from "../../builder/builder.js";
import { titleOf } from "../../query/title.js";
import { ResultChart } from "../../result/result_chart.js";
import { completenessOf } from "../../result/completeness.js";
import { viewsOf } from "../../result/views.js";
import { ProblemBox } from "../../ui/problem_box.js";
import { Progress } from "../../ui/progress.js";
import { Segments } from "../../ui/segments.js";
import { html } from "../../preact.js";
import { isEmpty, zoneOf } from "./asked_question.js";
import { TIME_MEMBERS } from "./controls.js";
import { EmptyState } from "./empty_state.js";
import { showState } from "./state.js";

/** @type {Record<import("../../result/views.js").View, string>} */
const VIEW_NAMES = { line: "Line", stacked: "Stacked", bars: "Bars", number: "Number", table: "Table" };

const CONTROLLED = [...CLAUSES, ...TIME_MEMBERS].map((member) => `/${member}`);

/**
 * @param {{vocabulary: import("../../types").Vocabulary, question: import("../../ui/question.js").Question<import("./asked_question.js").AskedQuestion>, damaged: string | undefined,
 *   view: string | undefined, onView: (view: string) => void}} props
 *   `damaged` is the text that the address has in the place of a query
 */
export function Result({ vocabulary, question, damaged, view, onView }) {
  const [answer, problem, isAsked] = [question.answer.value, question.problem.value, question.startedAt.value !== null];
  const untold = withoutIssuesAt(problem, CONTROLLED);
  const above = html`<${Progress} question=${question} /><${ProblemBox} problem=${untold} />
    ${problem && !untold && html`<div class="problem" role="alert">Refused: the reason is at its control.</div>`}`;
  if (!answer || damaged !== undefined) {
    const state = damaged === undefined ? (isAsked ? "Asking…" : "Not asked") : "The query in the address is not JSON; mend it as text";
    return html`<section class="card result" aria-label="Result" aria-busy=${isAsked}>${above}${!problem && html`<div class="state"><h3>${state}</h3></div>`}</section>`;
  }
  const { dataset, query, data } = answer.body;
  const title = titleOf(dataset, query, vocabulary);
  const views = viewsOf(data, query);
  const shown = views.find((one) => one === view) ?? /** @type {import("../../result/views.js").View} */ (views[0]);
  const zone = zoneOf(query);
  const change = (/** @type {import("../../types").QueryDocument} */ next) => showState({ dataset, query: next, view });
  const zoom = (/** @type {string} */ from, /** @type {string} */ before) => change({ ...query, range: `${from}/${before}` });
  return html`<section class="card result" aria-labelledby="result" aria-busy=${isAsked}>
    ${above}
    <div class="head">
      <h2 id="result">${title}</h2>
      ${problem && html`<span class="tag">last good answer</span>`}
      <span class="note" role="status">${completenessOf(data)} · ${answer.milliseconds.toFixed(0)} ms${answer.unchanged ? " · unchanged" : ""}</span>
      ${views.length > 1 && html`<${Segments} label="View" options=${views.map((one) => [one, VIEW_NAMES[one]])} value=${shown} onChange=${onView} />`}
    </div>
    ${
      isEmpty(data)
        ? html`<${EmptyState} asked=${answer.body} zone=${zone} onQuery=${change} />`
        : html`<${ResultChart} data=${data} query=${query} view=${shown} zone=${zone} label=${title} onZoom=${zoom} />`
    }
  </section>`;
}
