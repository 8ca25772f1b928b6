/** The inputs of chips: text with a list to pick from, and a native choice. */
import { html, useEffect, useId, useRef, useState } from "../preact.js";

/** @typedef {{text: string, note?: string}} Option */
/** @typedef {[value: string, text: string, title?: string]} Choice */

const WIDTH = 320;

/**
 * Render a text input that hands its text on when it was changed. With `load` it has a list, by the combobox pattern of ARIA.
 * `onText` returns true if it cannot take the typed text, which then stays.
 * @param {{label: string, text: string, onText: (text: string) => unknown, onPick?: (text: string) => unknown, picksFirst?: boolean, autoFocus?: boolean,
 *   load?: (typed: string, signal: AbortSignal) => Option[] | Promise<Option[]>, type?: string, placeholder?: string, marks?: object}} props
 */
export function TextInput({ label, text, onText, onPick = onText, picksFirst, autoFocus, load, type = "text", placeholder = "", marks }) {
  const id = useId();
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [typed, setTyped] = useState(/** @type {string | null} */ (null));
  const [isOpen, setOpen] = useState(false);
  const [options, setOptions] = useState(/** @type {Option[]} */ ([]));
  const [active, setActive] = useState(-1);
  useEffect(() => {
    const abort = new AbortController();
    /** @param {Option[]} found */
    const show = (found) => {
      if (abort.signal.aborted) return;
      setOptions(found);
      setActive(picksFirst && typed && found.length ? 0 : -1);
    };
    if (isOpen && load) Promise.resolve(load(typed ?? "", abort.signal)).then(show, () => show([]));
    return () => abort.abort();
  }, [isOpen, typed]);
  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, []);
  useEffect(() => document.getElementById(id + active)?.scrollIntoView({ block: "nearest" }), [active]);

  const close = () => {
    setOpen(false);
    setTyped(null);
  };
  /** @param {Option} [option] */
  const commit = (option) => {
    setOpen(false);
    const isRefused = option ? onPick(option.text) : typed !== null && typed !== text && onText(typed);
    if (!isRefused) close();
  };
  /** @param {number} step */
  const move = (step) => {
    setOpen(true);
    setActive(Math.max(0, Math.min(active + step, options.length - 1)));
  };
  /** @type {Record<string, () => void>} */
  const keys = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: () => commit(isOpen ? options[active] : undefined), Escape: close };
  /** @param {KeyboardEvent} event */
  const press = (event) => {
    const act = keys[event.key];
    if (!act || (event.key === "Escape" && !isOpen) || (!load && event.key !== "Enter")) return;
    // Control and Enter, which runs the query, goes on to do so.
    if (!event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
    }
    act();
  };
  const shown = typed ?? text;
  const isListed = isOpen && options.length > 0;
  const { offsetLeft = 0, offsetTop = 0, offsetHeight = 0, offsetParent = null } = (isListed && input.current) || {};
  const left = Math.max(0, Math.min(offsetLeft, (offsetParent?.clientWidth ?? WIDTH) - WIDTH));
  const combobox = load && { role: "combobox", "aria-expanded": isListed, "aria-controls": id, "aria-autocomplete": "list", "aria-activedescendant": isListed && active >= 0 ? id + active : null };
  return html`<input ref=${input} type=${type} aria-label=${label} ...${combobox} ...${marks} autocomplete="off" spellcheck=${false} placeholder=${placeholder} value=${shown}
      size=${Math.max(3, (shown || placeholder).length)} onFocus=${() => input.current?.select()} onClick=${() => setOpen(true)} onKeyDown=${press} onBlur=${() => commit()}
      onInput=${(event) => {
        setTyped(event.target.value);
        setOpen(true);
        setActive(-1);
      }} />
    ${load && html`<ul id=${id} role="listbox" aria-label=${label} class="options" hidden=${!isListed} style=${{ left: `${left}px`, top: `${offsetTop + offsetHeight + 4}px` }}>
      ${isListed && options.map((option, index) => html`<li key=${option.text} id=${id + index} role="option" aria-selected=${index === active}
        onMouseDown=${(event) => event.preventDefault()} onClick=${() => commit(option)}><span>${option.text}</span><i>${option.note}</i></li>`)}
    </ul>`}`;
}

/** Render a name of the language as words. @param {string} name */
export const words = (name) => name.replace(/[a-z][A-Z]/g, (pair) => `${pair[0]} ${pair[1]?.toLowerCase()}`);

/** Return terms as choices, with their summaries. @param {import("../types").Term[]} terms @returns {Choice[]} */
export const choicesOf = (terms) => terms.map(({ name, phrase, summary }) => [name, phrase ?? words(name), summary]);

/**
 * Render a native choice, which also shows a value that is none of its options.
 * @param {{label: string, value: string, options: (Choice | string)[], onChange: (value: string) => void, marks?: object}} props
 */
export function Select({ label, value, options, onChange, marks }) {
  /** @type {Choice[]} */
  const known = options.map((option) => (typeof option === "string" ? [option, option] : option));
  const chosen = known.find(([option]) => option === value);
  return html`<select aria-label=${label} value=${value} title=${chosen?.[2]} ...${marks} onChange=${({ target }) => target.value !== value && onChange(target.value)}>
    ${[...(chosen ? [] : [[value, value]]), ...known].map(([option, text, title]) => html`<option key=${option} value=${option} title=${title}>${text}</option>`)}
  </select>`;
}
