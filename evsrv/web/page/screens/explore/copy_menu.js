/** The question as a program, copied. */
import { Dialog } from "../../ui/dialog.js";
import { Menu } from "../../ui/menu.js";
import { html, useState } from "../../preact.js";
import { SNIPPETS } from "./snippets.js";

/** @param {{request: import("./snippets.js").Request}} props */
export function CopyMenu({ request }) {
  const [copied, setCopied] = useState("");
  const [refused, setRefused] = useState("");
  const copy = async (/** @type {string} */ language, /** @type {string} */ text) => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(language);
    } catch {
      // A page without TLS has no clipboard.
      setRefused(text);
    }
  };
  const items = Object.entries(SNIPPETS).map(([language, render]) => ({ text: language, action: () => copy(language, render(request)) }));
  return html`<${Menu} label="Copy as" items=${items} note="With $EVSRV_KEY in the place of the key" />
    <span class="out" role="status">${copied && `Copied as ${copied}`}</span>
    ${refused &&
    html`<${Dialog} title="Copy this text" onClose=${() => setRefused("")}>
      <textarea class="snippet" readonly aria-label="Text to copy" value=${refused} onFocus=${(/** @type {any} */ event) => event.target.select()}></textarea>
    </${Dialog}>`}`;
}
