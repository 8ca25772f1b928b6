/** The controls of a question: its dataset, the builder, its time, and what is done with it. */
import { apiRoot } from "../../api/http.js";
import { Builder } from "../../builder/builder.js";
import { asAsked } from "../../query/asked.js";
import { Segments } from "../../ui/segments.js";
import { html } from "../../preact.js";
import { AnchorNotice } from "./anchor_notice.js";
import { asCopied, zoneOf } from "./asked_question.js";
import { Controls } from "./controls.js";
import { CopyMenu } from "./copy_menu.js";

/** @typedef {import("../../types").QueryDocument} QueryDocument */
/** @typedef {import("../../types").Dataset} Dataset */

/**
 * @param {{datasets: Dataset[], dataset: Dataset, query: QueryDocument | undefined, maxRows: number, resolved: string | undefined, problem: Error | null,
 *   isJsonShown: boolean, onDataset: (name: import("../../types").DatasetName) => void, onChange: (query: QueryDocument) => void,
 *   onRun: () => void, onJson: () => void, onKept: () => void}} props
 *   `resolved` is the interval of the last answer
 */
export function QuestionCard({ datasets, dataset, query, maxRows, resolved, problem, isJsonShown, onDataset, onChange, onRun, onJson, onKept }) {
  const { now } = query ? asAsked(query, maxRows) : {};
  const names = datasets.map(({ name }) => [name, name.charAt(0).toUpperCase() + name.slice(1)]);
  return html`<section class="card question" aria-label="Question">
    <div class="head">
      <${Segments} label="Dataset" options=${names} value=${dataset.name} onChange=${onDataset} />
      <span class="grow"></span>
      <button type="button" class="quiet" onClick=${onKept}>Kept questions</button>
      ${query && html`<${CopyMenu} request=${{ url: new URL(`query/${dataset.name}`, apiRoot).href, query: asCopied(query, maxRows) }} />`}
      <button type="button" class="quiet" aria-pressed=${isJsonShown} onClick=${onJson}>JSON</button>
      <button type="button" class="primary" aria-keyshortcuts="Control+Enter" onClick=${onRun}>Run<kbd>Ctrl ⏎</kbd></button>
    </div>
    ${
      query &&
      html`<${Builder} dataset=${dataset.name} query=${query} problem=${problem} onChange=${onChange} conditions=${now === undefined ? {} : { now }} />
      <div class="foot"><${Controls} query=${query} resolved=${resolved} problem=${problem} onChange=${onChange} /></div>
      <${AnchorNotice} dataset=${dataset} query=${query} zone=${zoneOf(query)} onChange=${onChange} />`
    }
  </section>`;
}
