/** The screen About. */
import { html } from "../../vendor/preact.js";

export const About = () => html`<h1>About</h1>`;
