/** Light, dark, or as the system has it. */
import { computed, effect, signal } from "../preact.js";

/** @typedef {"system" | "light" | "dark"} Theme */

const NAME = "evsrv.theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const systemIsDark = signal(system.matches);
system.addEventListener("change", () => (systemIsDark.value = system.matches));

/** @type {import("../vendor/preact.js").Signal<Theme>} */
export const theme = signal(/** @type {Theme} */ (localStorage.getItem(NAME) ?? "system"));
export const isDark = computed(() => (theme.value === "system" ? systemIsDark.value : theme.value === "dark"));

/** Change between light and dark; back to the system's where that is the same. */
export function toggleTheme() {
  const next = isDark.value ? "light" : "dark";
  theme.value = (next === "dark") === systemIsDark.value ? "system" : next;
  if (theme.value === "system") localStorage.removeItem(NAME);
  else localStorage.setItem(NAME, theme.value);
}

effect(() => {
  if (theme.value === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
});
