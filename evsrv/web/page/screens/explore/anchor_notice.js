/** The notice that a relative range does not end now. */
import { fetchNewestTime } from "../../api/endpoints.js";
import { anchorAt, anchorNotice } from "../../query/anchor.js";
import { isRelative } from "../../query/asked.js";
import { withPart } from "../../query/document.js";
import { formatTime } from "../../ui/format.js";
import { html, useEffect, useState } from "../../preact.js";

/**
 * @param {{dataset: import("../../types").Dataset, query: import("../../types").QueryDocument, zone: string,
 *   onChange: (query: import("../../types").QueryDocument) => void}} props
 */
export function AnchorNotice({ dataset, query, zone, onChange }) {
  const { now, range } = query;
  const [newest, setNewest] = useState(/** @type {string | undefined} */ (undefined));
  const isShown = typeof now === "string" && isRelative(range);
  useEffect(() => {
    if (!isShown) return;
    const abort = new AbortController();
    fetchNewestTime(dataset, {}, abort.signal).then(setNewest, () => {});
    return () => abort.abort();
  }, [dataset, isShown]);
  if (!isShown) return null;
  const isNewest = newest !== undefined && anchorAt(newest).now === now;
  const text = isNewest ? anchorNotice(dataset.name, newest, range, zone) : `This shows “${range}” as of ${formatTime(now, zone)}.`;
  return html`<p class="notice"><span>${text}</span><button type="button" class="quiet" onClick=${() => onChange(withPart(query, ["now"], undefined))}>Show it up to now</button></p>`;
}
