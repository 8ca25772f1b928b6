/** The page: a frame with the screens, opened with a key. */
import { takeKeyFromAddress } from "./session/key.js";
import { locked, openSession, session } from "./session/session.js";
import "./session/theme.js";
import { Frame } from "./ui/frame.js";
import { LockScreen } from "./ui/lock_screen.js";
import { html, render } from "./preact.js";

function App() {
  if (locked.value) return html`<${LockScreen} />`;
  return session.value && html`<${Frame} key=${session.value.key.id} />`;
}

takeKeyFromAddress();
const root = document.getElementById("app");
if (!root) throw new Error("the page lacks its root");
root.replaceChildren();
render(html`<${App} />`, root);
addEventListener("hashchange", () => {
  if (!location.hash.startsWith("#key=")) return;
  takeKeyFromAddress();
  openSession();
});
openSession();
