/** The mark of a value that is null or left out. */
import { html } from "../preact.js";

export const NoValue = () => html`<span class="soft" role="img" aria-label="no value">—</span>`;
