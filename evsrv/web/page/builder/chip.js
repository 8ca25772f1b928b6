/** A part of a query as a chip, with the messages about it. */
import { issuesAt } from "../api/problem.js";
import { pointerOf } from "../query/document.js";
import { html, useEffect, useId, useState } from "../vendor/preact.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").Path} Path */

/**
 * Return the part that a chip shows: one that is not complete stays in the chip until it is.
 * @template {Json} Part
 * @param {Part} part
 * @param {(part: Part) => boolean} isComplete
 * @param {(part: Part) => void} onChange
 * @returns {[Part, (part: Part) => void]}
 */
export function useDraft(part, isComplete, onChange) {
  const [draft, setDraft] = useState(/** @type {Part | null} */ (null));
  useEffect(() => setDraft(null), [JSON.stringify(part)]);
  return [draft ?? part, (changed) => (isComplete(changed) ? onChange(changed) : setDraft(changed))];
}

/**
 * @param {{name: string, problem: unknown, path: Path, fault?: string, more?: unknown, onRemove?: (() => void) | undefined,
 *   children: (marks: (...steps: Path) => object) => unknown}} props `children` marks the controls that messages are about
 */
export function Chip({ name, problem, path, fault, more, onRemove, children }) {
  const id = useId();
  const messages = [...(fault ? [fault] : []), ...issuesAt(problem, pointerOf(path)).map(({ message }) => message)];
  const marks = (/** @type {Path} */ ...steps) => {
    const isMarked = messages.length && (fault ? steps.length > 1 : issuesAt(problem, pointerOf([...path, ...steps])).length);
    return isMarked ? { "aria-invalid": true, "aria-describedby": id } : {};
  };
  return html`<div class="part"><div class="chip" role="group" aria-label=${name}>
      ${children(marks)}
      ${more && html`<${More} label=${`More on ${name}`}>${more}</${More}>`}
      ${onRemove && html`<button type="button" aria-label=${`Remove ${name}`} onClick=${onRemove}>×</button>`}
    </div>
    ${messages.length > 0 && html`<p class="fault" id=${id}>${messages.map((message) => html`<span>${message}</span>`)}</p>`}</div>`;
}

/** Render a part that only JSON can show. @param {{part: Json, problem: unknown, path: Path, onRemove: () => void}} props */
export const JsonChip = ({ part, problem, path, onRemove }) => html`<${Chip} name=${JSON.stringify(part).slice(0, 80)} problem=${problem} path=${path} onRemove=${onRemove}>
  ${() => html`<code title="This part can be changed in the JSON">${JSON.stringify(part)}</code>`}
</${Chip}>`;

/** @param {{label: string, children?: unknown}} props */
function More({ label, children }) {
  const leave = (/** @type {any} */ event) => {
    const details = event.currentTarget;
    const isLeft = event.key === "Escape" || (event.type === "focusout" && event.relatedTarget && !details.contains(event.relatedTarget));
    if (!isLeft || !details.open) return;
    details.open = false;
    if (event.key) details.firstElementChild.focus();
  };
  return html`<details name="more" onKeyDown=${leave} onFocusOut=${leave}><summary aria-label=${label}>⋯</summary><div class="more">${children}</div></details>`;
}
