/** The screen Overview. */
import { html } from "../../vendor/preact.js";

export const Overview = () => html`<h1>Overview</h1>`;
