/** An event, conversation or feedback with all its members. */
import { formatTime } from "../ui/format.js";
import { Dialog } from "../ui/dialog.js";
import { html, useState } from "../preact.js";
import { NoValue } from "./no_value.js";

/** @typedef {import("../types").Json} Json */

/**
 * Render a dialog with all members of a record, which can be copied; those of its user can be asked for if `onUser` is given.
 * @param {{record: import("../types").Row, zone: string, onClose: () => void, onUser?: (user: string) => void}} props
 */
export function RecordDialog({ record, zone, onClose, onUser }) {
  const [said, say] = useState("");
  const copy = async (/** @type {string} */ name, /** @type {string} */ text) => {
    await navigator.clipboard.writeText(text);
    say(`Copied ${name}`);
  };
  const user = userOf(record);
  return html`<${Dialog} title=${record.type ?? "Record"} className="record" onClose=${onClose}>
    <p class="row"><button type="button" class="quiet" onClick=${() => copy("the JSON", JSON.stringify(record, null, 2))}>Copy JSON</button>
      ${onUser && user && html`<button type="button" class="quiet" onClick=${() => onUser(user)}>All events of this user, in order</button>`}
      <span role="status">${said}</span></p>
    <dl>${membersOf(record).map(({ name, value }) => {
      const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
      const nested = value !== null && typeof value === "object" && html`<pre>${text}</pre>`;
      return html`<div key=${name}><dt>${name}</dt>
        <dd><div>${value === null ? html`<${NoValue} />` : nested || text}${isTime(value) && html` <span class="soft">${formatTime(value, zone)}</span>`}</div>
          <button type="button" class="quiet" aria-label=${`Copy ${name}`} onClick=${() => copy(name, text)}>Copy</button></dd></div>`;
    })}</dl>
  </${Dialog}>`;
}

/** Return the members of a record and of its objects, with JSON in texts parsed. @param {import("../types").Row} record @returns {{name: string, value: Json}[]} */
export function membersOf(record) {
  return Object.entries(record).flatMap(([name, value]) => {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return [{ name, value: parsed(value) }];
    return Object.entries(value).map(([key, member]) => ({ name: `${name}.${key}`, value: parsed(member) }));
  });
}

/** Return the JSON of a text that holds an object or an array, else the value itself. @param {Json} value @returns {Json} */
function parsed(value) {
  if (typeof value !== "string" || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Return the user of a record, at the paths that a server has if it is not told others. @param {Record<string, any>} record @returns {string | undefined} */
const userOf = ({ user, userProperties }) => user ?? userProperties?.userId ?? userProperties?.id;

/** @param {Json} value @returns {value is string} */
const isTime = (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value);
