/** The keys of a JSON field, with their kinds and how many rows have them. */
import { formatCount, formatPercent } from "../../ui/format.js";
import { html } from "../../preact.js";

/**
 * @param {{keys: import("../../types").PropertyKeys, dataset: string, field: string, selected: string | undefined, onSelect: (key: string) => void}} props
 */
export function KeyList({ keys: { results, sampled, truncated }, dataset, field, selected, onSelect }) {
  if (!results.length) return html`<div class="state"><h3>No keys</h3><p>No ${dataset} have a member in ${field}.</p></div>`;
  return html`<div class="head"><h2>${formatCount(results.length, "key")}</h2>
      <span class="note">shares of the newest ${formatCount(sampled, "row")}${truncated ? "; more keys exist" : ""}</span></div>
    <div class="scroll" tabindex="0" role="group" aria-label="Keys, scrollable"><table>
      <thead><tr><th scope="col">Key</th><th scope="col">Kinds</th><th scope="col" class="number">Share</th></tr></thead>
      <tbody>${results.map(({ key, kinds, share }) => html`<tr key=${key}>
        <td><button type="button" class="link" aria-pressed=${key === selected} onClick=${() => onSelect(key)}>${key}</button></td>
        <td class="soft">${kinds.join(", ") || "null, or in older rows"}</td><td class="number">${formatPercent(share)}</td></tr>`)}</tbody>
    </table></div>`;
}
