/** The list of the newest events. */
import { RecordDialog } from "../../result/record_dialog.js";
import { exploreAddress } from "../../session/address.js";
import { formatTime } from "../../ui/format.js";
import { ProblemBox } from "../../ui/problem_box.js";
import { html, useState } from "../../preact.js";
import { eventsOfUser } from "./panels.js";

/**
 * @param {object} props
 * @param {import("../../ui/question.js").Question<import("./newest.js").Newest>} props.question
 * @param {string} props.zone
 * @param {boolean} props.paused
 * @param {(paused: boolean) => void} props.onPause
 */
export function NewestList({ question, zone, paused, onPause }) {
  const [opened, open] = useState(/** @type {import("../../types").Row | null} */ (null));
  const newest = question.answer.value?.body;
  const userLink = (/** @type {unknown} */ user) => exploreAddress("events", eventsOfUser(String(user), zone), "table");
  return html`<section class="card panel as-line" aria-label="Newest events">
    <${ProblemBox} problem=${question.problem.value} />
    <div class="head">
      <h2><a href=${newest && exploreAddress("events", { ...newest.query, timezone: zone }, "table")}>Newest events</a></h2>
      <span class="out" role="status">${newest?.words}</span>
      <button type="button" class="quiet" aria-pressed=${paused} onClick=${() => onPause(!paused)}>Pause</button>
    </div>
    <ol class="newest">
      ${newest?.rows.map((row) => {
        const { id, createdAt, type, user, searchQuery, integrationId } = row;
        const isNew = newest.arrived.includes(id);
        return html`<li key=${id} class=${isNew ? "new" : ""}>
          <time datetime=${createdAt}>${formatTime(String(createdAt), zone)}${isNew && html` <b>new</b>`}</time>
          <button type="button" class="link" title="Show all members" onClick=${() => open(row)}>${type}</button>
          <span>${user && html`<a href=${userLink(user)} title="The events of this user in order">${user}</a>`}</span>
          <span class="soft">${searchQuery ?? integrationId}</span>
        </li>`;
      })}
    </ol>
    ${opened && html`<${RecordDialog} record=${opened} zone=${zone} onClose=${() => open(null)} onUser=${(/** @type {string} */ user) => (location.hash = userLink(user))} />`}
  </section>`;
}
