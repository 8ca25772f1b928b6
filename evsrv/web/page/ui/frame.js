/** The frame around the screens: navigation, theme, key. */
import { SCREENS } from "../screens/screens.js";
import { address, renderAddress } from "../session/address.js";
import { signOut } from "../session/session.js";
import { isDark, toggleTheme } from "../session/theme.js";
import { html, useCallback, useEffect, useState } from "../preact.js";
import { Help } from "./help.js";
import { Key, Logo, Moon, Question } from "./icons.js";
import { useShortcut } from "./shortcuts.js";

export function Frame() {
  const shown = SCREENS.find(({ name }) => name === address.value.screen) ?? SCREENS[0];
  const [helps, setHelps] = useState(false);
  useShortcut("?", "opens this help", useCallback(() => setHelps(true), []));
  useEffect(() => {
    document.title = `${shown.title} · evsrv`;
  }, [shown]);
  return html`<header class="bar">
      <span class="brand"><${Logo} />evsrv</span>
      <nav aria-label="Screens">
        ${SCREENS.map(({ name, title }) => html`<a key=${name} href=${renderAddress(name)} aria-current=${name === shown.name ? "page" : null}>${title}</a>`)}
      </nav>
      <span class="grow"></span>
      <button class="quiet" type="button" aria-label="Keys" aria-keyshortcuts="?" onClick=${() => setHelps(true)}><${Question} /></button>
      <button class="quiet" type="button" aria-label=${isDark.value ? "Light theme" : "Dark theme"} onClick=${toggleTheme}><${Moon} /></button>
      <button class="quiet" type="button" aria-label="Forget the key" onClick=${signOut}><${Key} /></button>
    </header>
    <main><${shown.View} key=${shown.name} /></main>
    ${helps && html`<${Help} onClose=${() => setHelps(false)} />`}`;
}
