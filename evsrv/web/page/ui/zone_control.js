/** The time zone of buckets, ranges and dates. */
import { html } from "../preact.js";

/** The zone of the browser. */
export const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

// The server has the links of the tz database too, by which browsers may call a zone.
const zones = Intl.supportedValuesOf("timeZone");

/** Return a zone in which the browser renders times: another one is refused by the server, or newer than the browser. @param {string} zone */
export function shownZone(zone) {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}

/** @param {{zone: string, onChange: (zone: string) => void}} props */
export function ZoneControl({ zone, onChange }) {
  const first = [...new Set([zone, browserZone, "UTC"])];
  return html`<select class="zone" aria-label="Time zone" value=${zone} onChange=${(/** @type {any} */ event) => onChange(event.target.value)}>
    ${first.map((name) => html`<option key=${name}>${name}</option>`)}
    <optgroup label="All time zones">${zones.filter((name) => !first.includes(name)).map((name) => html`<option key=${name}>${name}</option>`)}</optgroup>
  </select>`;
}
