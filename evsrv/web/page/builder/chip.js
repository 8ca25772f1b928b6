/** A part of a query as a chip, with the messages about it. */
import { issuesAt } from "../api/problem.js";
import { pointerOf } from "../query/document.js";
import { html, useEffect, useId, useState } from "../preact.js";

/** @typedef {import("../types").Json} Json */
/** @typedef {import("../types").Path} Path */
/** @typedef {(...steps: Path) => object} Marks returns the attributes of a control that messages are about */
/**
 * @typedef Part what a chip shows and changes
 * @property {import("./builder.js").Known} known
 * @property {Json} item
 * @property {Path} path
 * @property {(item: any) => void} onChange
 * @property {() => void} onRemove
 */

/**
 * Return the item that a chip shows, and a function that changes it. An item that is not complete stays in the chip until it is.
 * @param {Part} part
 * @param {(item: Json) => boolean} isComplete
 * @returns {[Json, (item: Json) => void]}
 */
export function useDraft({ item, onChange }, isComplete) {
  const [draft, setDraft] = useState(/** @type {Json | undefined} */ (undefined));
  useEffect(() => setDraft(undefined), [JSON.stringify(item)]);
  return [draft === undefined ? item : draft, (changed) => (isComplete(changed) ? onChange(changed) : setDraft(changed))];
}

/**
 * @param {{part: Part, name: string, fault?: string, more?: unknown, isFixed?: boolean, children: (marks: Marks) => unknown}} props
 *   `fault` is about a text that cannot be taken; `more` is shown on demand
 */
export function Chip({ part: { known, path, onRemove }, name, fault, more, isFixed, children }) {
  const id = useId();
  /** @param {Path} at */
  const issues = (at) => issuesAt(known.problem, pointerOf(at)).map(({ message }) => message);
  const messages = fault ? [fault] : issues(path);
  /** @type {Marks} */
  const marks = (...steps) => ((fault || issues([...path, ...steps]).length) && { "aria-invalid": true, "aria-describedby": id }) || {};
  return html`<div class="part" data-at=${pointerOf(path)}><div class="chip" role="group" aria-label=${name}>
      ${children(marks)}
      ${more && html`<${More} label=${`More on ${name}`}>${more}</${More}>`}
      ${!isFixed && html`<button type="button" aria-label=${`Remove ${name}`} onClick=${onRemove}>×</button>`}
    </div>
    ${messages.length > 0 && html`<p class="fault" id=${id}>${messages.join(" · ")}</p>`}</div>`;
}

/** Render a part that only JSON can show. @param {Part} part */
export function JsonChip(part) {
  const text = JSON.stringify(part.item);
  return html`<${Chip} part=${part} name=${text.slice(0, 80)}>${() => html`<code title="This part can be changed in the JSON">${text}</code>`}</${Chip}>`;
}

/** @param {{label: string, children?: unknown}} props */
function More({ label, children }) {
  /** @param {any} event */
  const leave = ({ currentTarget: details, key, relatedTarget }) => {
    if (key ? key !== "Escape" : !relatedTarget || details.parentElement.contains(relatedTarget)) return;
    if (key && details.open) details.firstChild.focus();
    details.open = false;
  };
  return html`<details name="more" onKeyDown=${leave} onFocusOut=${leave}><summary aria-label=${label}>⋯</summary><div class="more">${children}</div></details>`;
}
