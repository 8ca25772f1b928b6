/** The first step on a server without events. */
import { apiRoot } from "../../api/http.js";
import { session } from "../../session/session.js";
import { html } from "../../vendor/preact.js";

/** Render the command that sends an event. @param {string} root the address of the server */
export const firstCommand = (root) => `curl -sS '${root}events' \\
  -H "Authorization: Bearer $EVSRV_KEY" \\
  -H 'Content-Type: application/json' \\
  -d '{"type": "hello", "userProperties": {"userId": "me"}}'`;

export function FirstStep() {
  const project = session.value?.key.projectId;
  return html`<section class="card state first">
    <h2>No events yet${project && html` in the project ${project}`}</h2>
    <p>Send one with a key of kind <em>api</em> in <code>$EVSRV_KEY</code>; <code>evsrv keys create --kind api</code> makes one. It appears here within seconds.</p>
    <pre tabindex="0" aria-label="Command">${firstCommand(apiRoot.href)}</pre>
    <button type="button" class="primary" onClick=${() => navigator.clipboard.writeText(firstCommand(apiRoot.href))}>Copy the command</button>
  </section>`;
}
