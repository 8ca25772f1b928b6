/** Icons as inline SVG. */
import { html } from "../preact.js";

/** @param {{path: string}} props */
const Icon = ({ path }) => html`<svg class="icon" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d=${path} /></svg>`;

export const Logo = () => html`<svg class="icon" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" aria-hidden="true"><path d="M3 17V11M8 17V4M13 17V8M18 17v-4" /></svg>`;
export const Moon = () => Icon({ path: "M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.500 8.500Z" });
export const Question = () => Icon({ path: "M7 7.500a3 3 0 1 1 4.500 2.600c-1 .6-1.500 1.100-1.500 2.400M10 15.500v.1" });
export const Key = () => Icon({ path: "M12.500 7.500a4 4 0 1 0-3 3.900L11 13h2v2h2v2h2.500v-2.500L11.400 9.500" });
