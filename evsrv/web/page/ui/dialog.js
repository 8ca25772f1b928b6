/** A modal dialog. */
import { html, useEffect, useRef } from "../preact.js";

/**
 * Render a modal dialog; without `onClose` it cannot be closed by a person.
 * @param {{title: string, className?: string, onClose?: () => void, children?: unknown}} props
 */
export function Dialog({ title, className = "", onClose, children }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => {
    const opened = dialog.current;
    opened?.showModal();
    return () => opened?.close();
  }, []);
  const cancel = (/** @type {Event} */ event) => {
    event.preventDefault();
    onClose?.();
  };
  const leave = (/** @type {MouseEvent} */ event) => event.target === dialog.current && onClose?.();
  return html`<dialog ref=${dialog} class=${className} aria-label=${title} onCancel=${cancel} onClick=${leave}>
    <div class="dialog-body">
      <div class="dialog-head"><h2>${title}</h2>${onClose && html`<button type="button" class="quiet" aria-label="Close" onClick=${onClose}>×</button>`}</div>
      ${children}
    </div>
  </dialog>`;
}
