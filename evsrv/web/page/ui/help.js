/** The help: the keys that act on the shown screen. */
import { html } from "../preact.js";
import { Dialog } from "./dialog.js";
import { shortcuts } from "./shortcuts.js";

/** @type {[string, string][]} */
const CHART_KEYS = [
  ["← →", "move along a chart that has the focus; Home and End go to its ends"],
  ["Esc", "closes this help and other dialogs"],
];

/** @param {{onClose: () => void}} props */
export function Help({ onClose }) {
  const keys = [...shortcuts.value.map(({ key, does }) => /** @type {[string, string]} */ ([key.replace("+", " "), does])), ...CHART_KEYS];
  return html`<${Dialog} title="Keys" className="help" onClose=${onClose}>
    <dl>${keys.map(([key, does]) => html`<dt key=${key}><kbd>${key}</kbd></dt><dd>${does}</dd>`)}</dl>
    <p>Keys do nothing while you type. The <a href="../docs/guide/">guide</a> and the <a href="../docs">API</a> say more.</p>
  </${Dialog}>`;
}
