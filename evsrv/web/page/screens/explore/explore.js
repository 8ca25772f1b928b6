/** The screen Explore. */
import { html } from "../../vendor/preact.js";

export const Explore = () => html`<h1>Explore</h1>`;
