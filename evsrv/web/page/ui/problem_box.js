/** A problem as a person reads it. */
import { ApiProblem } from "../api/problem.js";
import { html } from "../preact.js";

/** Render a problem with the places that it names. @param {{problem: Error | null}} props */
export function ProblemBox({ problem }) {
  if (!problem) return null;
  const issues = problem instanceof ApiProblem ? problem.issues : [];
  return html`<div class="problem" role="alert">
    ${issues.length ? issues.map(({ pointer, message }) => html`<div><code>${pointer}</code> <strong>${message}</strong></div>`) : html`<strong>${problem.message}</strong>`}
  </div>`;
}
