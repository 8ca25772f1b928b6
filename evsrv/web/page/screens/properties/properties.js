/** The screen Properties. */
import { html } from "../../vendor/preact.js";

export const Properties = () => html`<h1>Properties</h1>`;
