/** The screen About: the key, the plugins with their terms, the limits and versions of the server. */
import { session } from "../../session/session.js";
import { formatDay } from "../../ui/format.js";
import { browserZone } from "../../ui/zone_control.js";
import { html } from "../../preact.js";
import { formatLimit, nameOfLimit } from "./limits.js";

/** Render names with their values. @param {{title: string, wide?: boolean, entries: (readonly [string, unknown])[]}} props */
const Facts = ({ title, wide = false, entries }) => html`<section class=${wide ? "card wide" : "card"} aria-label=${title}>
  <div class="head"><h2>${title}</h2></div>
  <dl class="facts">${entries.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</section>`;

/** Render the plugins with the terms that each adds. @param {{vocabulary: import("../../types").Vocabulary}} props */
const Plugins = ({ vocabulary: { plugins, terms } }) => html`<section class="card wide" aria-labelledby="plugins">
  <div class="head"><h2 id="plugins">Plugins</h2><span class="note">${plugins.length} plugins, ${terms.length} terms</span></div>
  <ul class="plugins">${plugins.map(({ name, version, summary }) => html`<li key=${name}>
    <h3>${name}${version && html` <span class="soft">${version}</span>`}</h3>
    <p>${summary}</p>
    <ul>${terms.filter(({ plugin }) => plugin === name).map((term) => html`<li key=${term.kind + term.name}>
      <code>${term.name}</code> <span class="soft">${term.kind}</span> ${term.summary}</li>`)}</ul>
  </li>`)}</ul>
</section>`;

export function About() {
  if (!session.value) return null;
  const { key, vocabulary } = session.value;
  return html`<div class="title"><h1>About</h1><a href="../docs/guide/">Guide</a><a href="../docs">API</a></div>
    <div class="about">
      <${Facts} title="Your key" entries=${[
        ["Name", key.name ?? "without a name"],
        ["Kind", key.kind],
        ["Organization", key.organizationId],
        ["Project", key.projectId ?? "all projects"],
        ["Integration", key.integrationId ?? "all integrations"],
        ["Expires", key.expiresAt ? formatDay(key.expiresAt, browserZone) : "never"],
      ]} />
      <${Facts} title="Versions" entries=${Object.entries(vocabulary.versions)} />
      <${Plugins} vocabulary=${vocabulary} />
      <${Facts} wide title="Limits" entries=${Object.entries(vocabulary.limits).map(([name, value]) => [nameOfLimit(name), formatLimit(name, value)])} />
    </div>`;
}
