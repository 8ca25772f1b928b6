/** A text input that hands its text on when it was changed, and keeps what cannot be read. */
import { html, useState } from "../vendor/preact.js";

/**
 * Render the input; `onText` returns true if it cannot take the text.
 * @param {{label: string, text: string, onText: (text: string) => unknown, type?: string, placeholder?: string, marks?: object}} props
 */
export function TextInput({ label, text, onText, type = "text", placeholder = "", marks = {} }) {
  const [typed, setTyped] = useState(/** @type {string | null} */ (null));
  const shown = typed ?? text;
  return html`<input type=${type} aria-label=${label} placeholder=${placeholder} ...${marks} autocomplete="off" spellcheck=${false} size=${Math.max(3, (shown || placeholder).length)} value=${shown}
    onInput=${(event) => setTyped(event.target.value)}
    onChange=${(/** @type {any} */ event) => {
      const isRefused = event.target.value !== text && onText(event.target.value);
      if (!isRefused) setTyped(null);
    }} />`;
}
