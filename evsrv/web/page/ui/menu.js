/** A button that opens a list of actions. */
import { html, useId, useRef } from "../preact.js";

/**
 * @typedef {{text: string, hint?: string, action: () => void}} Item
 * @param {{label: string, items: readonly Item[], note?: string}} props
 */
export function Menu({ label, items, note }) {
  const id = useId();
  const button = useRef(/** @type {HTMLElement | null} */ (null));
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  // The popover is in the top layer, where no card cuts it off; there it has no place of its own.
  const place = () => {
    if (!button.current || !list.current) return;
    const { left, bottom } = button.current.getBoundingClientRect();
    const { style } = list.current;
    style.top = `${bottom + scrollY + 4}px`;
    style.left = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - list.current.offsetWidth - 8))}px`;
  };
  const act = (/** @type {() => void} */ action) => () => {
    list.current?.hidePopover();
    action();
  };
  return html`<button type="button" class="quiet" ref=${button} popovertarget=${id}>${label} <span aria-hidden="true">▾</span></button>
    <div class="menu" popover="auto" id=${id} ref=${list} onToggle=${place}>
      ${note && html`<p class="note">${note}</p>`}
      ${items.map(({ text, hint, action }) => html`<button type="button" key=${text} onClick=${act(action)}>${text}${hint && html`<span class="note">${hint}</span>`}</button>`)}
    </div>`;
}
