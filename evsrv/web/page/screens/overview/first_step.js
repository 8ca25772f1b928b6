/** The first step on a server without events. */
import { apiRoot } from "../../api/http.js";
import { session } from "../../session/session.js";
import { html } from "../../preact.js";

/** Render the command that sends an event. @param {string} root the address of the server */
export const firstCommand = (root) => `curl -sS '${root}events' \\
  -H "Authorization: Bearer $EVSRV_KEY" \\
  -H 'Content-Type: application/json' \\
  -d '{"type": "hello", "userProperties": {"userId": "me"}}'`;

export function FirstStep() {
  const { organizationId, projectId } = /** @type {NonNullable<typeof session.value>} */ (session.value).key;
  const command = firstCommand(apiRoot.href);
  return html`<section class="card state first">
    <h2>No events yet${projectId && ` in the project ${projectId}`}</h2>
    <p>Send one with a key in <code>$EVSRV_KEY</code>. It appears here within seconds. This makes a key:${" "}
      <code>evsrv keys create --kind api --organization ${organizationId}${projectId && ` --project ${projectId}`}</code></p>
    <pre tabindex="0" aria-label="Command">${command}</pre>
    <button type="button" class="primary" onClick=${() => navigator.clipboard.writeText(command)}>Copy the command</button>
  </section>`;
}
