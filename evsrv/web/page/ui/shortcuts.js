/** Keys that act while no text is typed, and the list of them for the help. */
import { signal, useEffect } from "../preact.js";

/** @typedef {{key: string, does: string, action: () => void}} Shortcut */

/** @type {import("../vendor/preact.js").Signal<Shortcut[]>} */
export const shortcuts = signal([]);

/** Return whether keys are text at an element. @param {EventTarget | null} target */
const isTyped = (target) => target instanceof Element && target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");

/** Return the name of a pressed key, such as `j` or `Ctrl+Enter`. @param {KeyboardEvent} event */
const nameOfKey = (event) => (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + event.key;

addEventListener("keydown", (event) => {
  const name = nameOfKey(event);
  if (event.altKey || (isTyped(event.target) && !name.startsWith("Ctrl+"))) return;
  if (document.querySelector("dialog[open]")) return;
  const shortcut = shortcuts.value.find(({ key }) => key === name);
  if (!shortcut) return;
  event.preventDefault();
  shortcut.action();
});

/**
 * Act on a key while the component is shown.
 * @param {string} key as `KeyboardEvent.key` names it, `Ctrl+` before it for Control or Command
 * @param {string} does for the help: the end of the sentence "This key …"
 * @param {() => void} action
 */
export function useShortcut(key, does, action) {
  useEffect(() => {
    const shortcut = { key, does, action };
    shortcuts.value = [...shortcuts.value, shortcut];
    return () => (shortcuts.value = shortcuts.value.filter((other) => other !== shortcut));
  }, [key, does, action]);
}
