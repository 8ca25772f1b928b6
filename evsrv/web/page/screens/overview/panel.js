/** A card that asks one question, and links to it in Explore. */
import { runQuery } from "../../api/endpoints.js";
import { issuesAt } from "../../api/problem.js";
import { asAsked } from "../../query/asked.js";
import { ResultChart } from "../../result/result_chart.js";
import { exploreAddress } from "../../session/address.js";
import { session } from "../../session/session.js";
import { ProblemBox } from "../../ui/problem_box.js";
import { Progress } from "../../ui/progress.js";
import { useQuestion } from "../../ui/question.js";
import { html, useEffect } from "../../preact.js";

/** @typedef {import("./panels.js").Source} Source */
/** The interval of the range, and the reason why there is no newer answer. @typedef {{resolved: string | undefined, problem: Error | null}} Told */
/** @typedef {Source & {data: import("../../types").Data}} Answered */

/**
 * Return the first answer that has anything, or that of the last source. The last answer stays if it is the same.
 * @param {Source[]} sources
 * @param {AbortSignal} signal
 * @param {Answered | undefined} last
 * @returns {Promise<import("../../types").Answer<Answered>>}
 */
async function askFirst([source, ...others], signal, last) {
  const { dataset, query } = /** @type {Source} */ (source);
  const answer = await runQuery(dataset, asAsked(query, session.peek()?.vocabulary.limits.maxPageSize ?? 0), signal);
  const data = answer.body;
  const isLast = !others.length || data.result.some((row) => Object.values(row).some(Boolean));
  if (!isLast) return askFirst(others, signal, last);
  return { ...answer, body: data === last?.data ? last : { dataset, query, data } };
}

/**
 * Ask for the answer of a panel, again in each round.
 * @param {Source[]} sources
 * @param {number} round
 */
export function usePanel(sources, round) {
  const [question, ask] = useQuestion(JSON.stringify(sources), (signal, /** @type {Answered | undefined} */ last) => askFirst(sources, signal, last));
  useEffect(() => {
    // If a round cancelled a slower one before, none would ever end.
    if (question.startedAt.peek() === null) ask();
  }, [round]);
  return question;
}

/** Return whether the controls show a problem. @param {Error | null} problem */
const isOfControls = (problem) => ["/range", "/timezone"].some((pointer) => issuesAt(problem, pointer).length);

/**
 * @param {object} props
 * @param {string} props.title
 * @param {Source[]} props.sources
 * @param {number} props.round
 * @param {import("../../result/views.js").View} props.view
 * @param {string} props.zone
 * @param {(from: string, before: string) => void} [props.onZoom]
 * @param {(told: Told) => void} [props.onTold]
 * @param {unknown} [props.children] controls in the head
 */
export function Panel({ title, sources, round, view, zone, onZoom, onTold, children }) {
  const question = usePanel(sources, round);
  const problem = question.problem.value;
  const answer = question.answer.value?.body;
  const { dataset, query } = answer ?? /** @type {Source} */ (sources[0]);
  const range = answer?.data.range;
  useEffect(() => onTold?.({ resolved: range, problem }), [range, problem]);
  return html`<section class="card panel as-${view}" aria-label=${title} aria-busy=${question.startedAt.value !== null}>
    ${!isOfControls(problem) && html`<${ProblemBox} problem=${problem} />`}
    <${Progress} question=${question} />
    <div class="head"><h2><a href=${exploreAddress(dataset, query, view)}>${title}</a></h2>
      ${problem && answer && html`<span class="note">the last answer</span>`}${children}
    </div>
    ${answer &&
    (answer.data.result.length
      ? html`<${ResultChart} data=${answer.data} query=${query} view=${view} zone=${zone} label=${title} height=${300} onZoom=${onZoom} />`
      : html`<p class="soft">None in this range.</p>`)}
  </section>`;
}
