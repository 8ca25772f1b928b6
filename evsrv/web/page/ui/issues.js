/** The messages of a refusal at the control that they concern. */
import { issuesAt } from "../api/problem.js";
import { html } from "../preact.js";

/** @param {{problem: Error | null, pointer: string}} props of the part of the document that the control edits */
export const Issues = ({ problem, pointer }) => issuesAt(problem, pointer).map(({ message }) => html`<p class="issue" key=${message}>${message}</p>`);
