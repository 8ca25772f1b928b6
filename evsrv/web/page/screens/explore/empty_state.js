/** The state of an answer without events: where it looked, and where data is. */
import { fetchNewestTime } from "../../api/endpoints.js";
import { anchorAt, ROW_NOUNS, spanOf } from "../../query/anchor.js";
import { isRelative } from "../../query/asked.js";
import { datasetOf } from "../../query/vocabulary.js";
import { session } from "../../session/session.js";
import { formatTime } from "../../ui/format.js";
import { html, useEffect, useState } from "../../preact.js";
import { DEFAULT_RANGE } from "./state.js";

/**
 * @param {{asked: import("./asked_question.js").AskedQuestion, zone: string, onQuery: (query: import("../../types").QueryDocument) => void}} props
 */
export function EmptyState({ asked: { dataset, query, data }, zone, onQuery }) {
  const [newest, setNewest] = useState(/** @type {string | null | undefined} */ (null));
  const { where } = query;
  useEffect(() => {
    const abort = new AbortController();
    setNewest(null);
    const found = fetchNewestTime(datasetOf(/** @type {any} */ (session.value).vocabulary, dataset), where === undefined ? {} : { where }, abort.signal);
    found.then(setNewest, () => {});
    return () => abort.abort();
  }, [dataset, JSON.stringify(where)]);
  const [from, before] = data.range?.split("/") ?? [];
  const range = isRelative(query.range) ? query.range : DEFAULT_RANGE;
  const matching = where === undefined ? "" : " that matches";
  return html`<div class="state">
    <h3>No ${dataset} match</h3>
    <p>${from && before ? `Looked at ${formatTime(from, zone)} to ${formatTime(before, zone)}.` : "Looked at all time."}
      ${newest && ` The newest ${ROW_NOUNS[dataset]}${matching} is of ${formatTime(newest, zone)}.`}${newest === undefined && ` There is none${matching} at any other time.`}</p>
    ${newest && from && html`<button type="button" class="primary" onClick=${() => onQuery({ ...query, range, now: anchorAt(newest).now })}>Show ${spanOf(range)}</button>`}
  </div>`;
}
