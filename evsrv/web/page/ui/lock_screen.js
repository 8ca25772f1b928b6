/** The dialog in which a key is entered once. */
import { lockReason, openWith } from "../session/session.js";
import { html } from "../preact.js";
import { Dialog } from "./dialog.js";

export function LockScreen() {
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    openWith(String(form.get("key")).trim(), form.get("stay") === "on");
  };
  return html`<${Dialog} title="Open this server" className="lock">
    <form onSubmit=${submit}>
      <p>Enter a key that reads. <code>evsrv keys create --kind read</code> makes one.</p>
      ${lockReason.value && html`<p class="problem" role="alert"><strong>${lockReason.value}</strong></p>`}
      <input name="username" autocomplete="username" value="evsrv" hidden />
      <label>Key<input name="key" type="password" autocomplete="current-password" placeholder="evsrv_read_…" required autofocus /></label>
      <label class="row"><input type="checkbox" name="stay" />Keep it in this browser, not only in this tab</label>
      <button class="primary">Open</button>
    </form>
  </${Dialog}>`;
}
