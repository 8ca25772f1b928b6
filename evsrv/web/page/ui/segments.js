/** A choice of few values as buttons side by side. */
import { html } from "../preact.js";

/**
 * @template {string} Value
 * @param {{label: string, options: readonly (readonly [Value, string])[], value: string | undefined, onChange: (value: Value) => void}} props
 */
export const Segments = ({ label, options, value, onChange }) => html`<div class="segments" role="group" aria-label=${label}>
  ${options.map(([option, text]) => html`<button type="button" key=${option} aria-pressed=${option === value} onClick=${() => onChange(option)}>${text}</button>`)}
</div>`;
