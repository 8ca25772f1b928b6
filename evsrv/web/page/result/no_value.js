/** The mark of a value that is null or left out. */
import { html } from "../vendor/preact.js";

export const NoValue = () => html`<span class="soft" role="img" aria-label="no value">—</span>`;
