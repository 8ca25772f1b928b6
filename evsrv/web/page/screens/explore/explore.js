/** The screen Explore: a question, its answer, and the ways to take both away. */
import { fetchAnchor } from "../../query/anchor.js";
import { titleOf } from "../../query/title.js";
import { datasetOf } from "../../query/vocabulary.js";
import { address } from "../../session/address.js";
import { session } from "../../session/session.js";
import { Question } from "../../ui/question.js";
import { useShortcut } from "../../ui/shortcuts.js";
import { html, useCallback, useEffect, useMemo, useState } from "../../preact.js";
import { askQuestion, renderAdded } from "./asked_question.js";
import { JsonEditor } from "./json_editor.js";
import { KeptDialog } from "./kept_dialog.js";
import { QuestionCard } from "./question_card.js";
import { Result } from "./result.js";
import { RowsCard } from "./rows_card.js";
import { defaultQuery, queryIn, showState } from "./state.js";

/** @typedef {import("../../types").QueryDocument} QueryDocument */
/** @typedef {import("../../types").DatasetName} DatasetName */

/** The members that a question keeps if it goes to another dataset, whose fields are others. */
const SHARED_MEMBERS = ["range", "now", "timezone", "weekStart", "compare"];

export function Explore() {
  const { vocabulary } = /** @type {NonNullable<typeof session.value>} */ (session.value);
  const { parameters } = address.value;
  const { view } = parameters;
  const dataset = datasetOf(vocabulary, parameters.dataset ?? "");
  const { query, damaged } = useMemo(() => queryIn(parameters), [parameters.query]);
  const [question] = useState(() => /** @type {Question<import("./asked_question.js").AskedQuestion>} */ (new Question()));
  const [isJsonShown, setJsonShown] = useState(damaged !== undefined);
  const [isKeptShown, setKeptShown] = useState(false);
  const maxRows = vocabulary.limits.maxPageSize ?? 1000;
  const run = useCallback(() => {
    if (query) question.ask((signal) => askQuestion(dataset.name, query, maxRows, signal));
  }, [dataset, query]);
  const toggleJson = useCallback(() => setJsonShown((shown) => !shown), []);
  useShortcut("Ctrl+Enter", "runs the question", run);
  useShortcut("j", "shows the question as JSON", toggleJson);
  useEffect(() => {
    if (query || damaged !== undefined) return run();
    const abort = new AbortController();
    const first = defaultQuery();
    // A failure of this look has its message when the question itself runs.
    const found = fetchAnchor(dataset, first, abort.signal).catch(() => undefined);
    found.then((anchor) => abort.signal.aborted || showState({ dataset: dataset.name, query: anchor ? { ...first, now: anchor.now } : first }, { replace: true }));
    return () => abort.abort();
  }, [run, damaged]);
  useEffect(() => () => question.cancel(), []);

  const show = (/** @type {QueryDocument} */ next) => showState({ dataset: dataset.name, query: next, view });
  const retype = (/** @type {QueryDocument} */ next) => showState({ dataset: dataset.name, query: next, view }, { replace: true });
  const changeDataset = (/** @type {DatasetName} */ name) => {
    const shared = SHARED_MEMBERS.filter((member) => query?.[member] !== undefined).map((member) => [member, query?.[member]]);
    showState({ dataset: name, query: { ...defaultQuery(), ...Object.fromEntries(shared) } });
  };
  const changeView = (/** @type {string} */ next) => query && showState({ dataset: dataset.name, query, view: next }, { replace: true });
  const answered = question.answer.value?.body;
  const problem = question.problem.value;
  return html`<h1 class="out">Explore</h1>
    <${QuestionCard} datasets=${vocabulary.datasets} dataset=${dataset} query=${query} maxRows=${maxRows} resolved=${answered?.data.range} problem=${problem}
      isJsonShown=${isJsonShown} onDataset=${changeDataset} onChange=${show} onRun=${run} onJson=${toggleJson} onKept=${() => setKeptShown(true)} />
    <div class=${isJsonShown ? "split" : "whole"}>
      <${Result} vocabulary=${vocabulary} question=${question} damaged=${damaged} view=${view} onView=${changeView} />
      ${isJsonShown && html`<${JsonEditor} query=${query} damaged=${damaged} problem=${problem} added=${query ? renderAdded(query, maxRows) : ""} onChange=${retype} />`}
    </div>
    ${answered && answered.data.result.length > 0 && html`<${RowsCard} answered=${answered} />`}
    ${isKeptShown && html`<${KeptDialog} question=${query && { dataset: dataset.name, query, ...(view ? { view } : {}) }} title=${query ? titleOf(dataset.name, query, vocabulary) : ""}
      datasets=${vocabulary.datasets.map(({ name }) => name)} onClose=${() => setKeptShown(false)} />`}`;
}
