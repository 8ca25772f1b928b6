/** A native choice, which also shows a value that is none of its options. */
import { html } from "../vendor/preact.js";

/** Render a name of the language as words. @param {string} name */
export const words = (name) => name.replace(/[a-z][A-Z]/g, ([before, after]) => `${before} ${after?.toLowerCase()}`);

/** Return terms as options, with their summaries. @param {import("../types").Term[]} terms @returns {Choice[]} */
export const choicesOf = (terms) => terms.map(({ name, phrase, summary }) => [name, phrase ?? words(name), summary]);

/** @typedef {[value: string, text: string, title?: string]} Choice */

/**
 * @param {{label: string, value: string, options: Choice[], onChange: (value: string) => void, marks?: object}} props
 */
export function Select({ label, value, options, onChange, marks = {} }) {
  /** @type {Choice[]} */
  const all = options.some(([option]) => option === value) ? options : [[value, value], ...options];
  return html`<select aria-label=${label} value=${value} title=${all.find(([option]) => option === value)?.[2]} ...${marks}
    onChange=${(/** @type {any} */ event) => onChange(event.target.value)}>
    ${all.map(([option, text, title]) => html`<option key=${option} value=${option} title=${title}>${text}</option>`)}
  </select>`;
}
