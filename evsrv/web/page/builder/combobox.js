/** A text input with a list to pick from, by the combobox pattern of ARIA. */
import { html, useEffect, useId, useRef, useState } from "../vendor/preact.js";

/** @typedef {{text: string, note?: string}} Option */

const WIDTH = 320;

/**
 * @param {{label: string, text: string, load: (typed: string, signal: AbortSignal) => Option[] | Promise<Option[]>,
 *   onText: (text: string) => unknown, onPick?: (text: string) => unknown, picksFirst?: boolean, autoFocus?: boolean | undefined,
 *   placeholder?: string, marks?: object}} props `onText` gets the typed text, and returns true if it cannot take it; `onPick` gets that of a picked option
 */
export function Combobox({ label, text, load, onText, onPick = onText, picksFirst = false, autoFocus, placeholder = "", marks = {} }) {
  const id = useId();
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const [typed, setTyped] = useState(/** @type {string | null} */ (null));
  const [isOpen, setOpen] = useState(false);
  const [options, setOptions] = useState(/** @type {Option[]} */ ([]));
  const [active, setActive] = useState(-1);
  useEffect(() => {
    if (!isOpen) return;
    const abort = new AbortController();
    const show = (/** @type {Option[]} */ found) => {
      if (abort.signal.aborted) return;
      setOptions(found);
      setActive(picksFirst && typed && found.length ? 0 : -1);
    };
    Promise.resolve(load(typed ?? "", abort.signal)).then(show, () => show([]));
    return () => abort.abort();
  }, [isOpen, typed]);
  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, []);
  useEffect(() => list.current?.children[active]?.scrollIntoView({ block: "nearest" }), [active]);

  const close = () => {
    setOpen(false);
    setTyped(null);
  };
  const commit = () => {
    const isRefused = typed !== null && typed !== text && onText(typed);
    if (isRefused) setOpen(false);
    else close();
  };
  const pick = (/** @type {Option | undefined} */ option) => {
    if (!option) return commit();
    close();
    onPick(option.text);
  };
  const move = (/** @type {number} */ step) => {
    setOpen(true);
    if (options.length) setActive((active + step + options.length + (active < 0 && step < 0 ? 1 : 0)) % options.length);
  };
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => pick(isOpen ? options[active] : undefined),
    Escape: close,
  };
  const press = (/** @type {KeyboardEvent} */ event) => {
    const act = keys[event.key];
    if (!act || (event.key === "Escape" && !isOpen)) return;
    if (!event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
    }
    act();
  };
  const left = Math.max(0, Math.min(input.current?.offsetLeft ?? 0, (/** @type {HTMLElement | null} */ (input.current?.offsetParent)?.clientWidth ?? WIDTH) - WIDTH));
  const top = (input.current?.offsetTop ?? 0) + (input.current?.offsetHeight ?? 0) + 4;
  return html`<input ref=${input} role="combobox" aria-label=${label} aria-expanded=${isOpen} aria-controls=${id} aria-autocomplete="list"
      aria-activedescendant=${isOpen && active >= 0 ? `${id}-${active}` : null} autocomplete="off" spellcheck=${false} placeholder=${placeholder} ...${marks}
      size=${Math.max(3, (typed ?? (text || placeholder)).length)} value=${typed ?? text} onClick=${() => setOpen(true)} onKeyDown=${press} onBlur=${commit}
      onFocus=${(/** @type {any} */ event) => event.target.select()}
      onInput=${(/** @type {any} */ event) => {
        setTyped(event.target.value);
        setOpen(true);
      }} />
    <ul ref=${list} id=${id} role="listbox" aria-label=${label} class="options" hidden=${!isOpen || !options.length} style=${{ left: `${left}px`, top: `${top}px` }}>
      ${isOpen && options.map((option, index) => html`<li key=${option.text} id=${`${id}-${index}`} role="option" aria-selected=${index === active}
        onMouseDown=${(/** @type {Event} */ event) => event.preventDefault()} onClick=${() => pick(option)}><span>${option.text}</span><i>${option.note}</i></li>`)}
    </ul>`;
}
