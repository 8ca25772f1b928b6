/** The controls of Overview. */
import { Select } from "../../ui/inputs.js";
import { formatAge, formatTime } from "../../ui/format.js";
import { Issues } from "../../ui/issues.js";
import { RangeControl } from "../../ui/range_control.js";
import { ZoneControl } from "../../ui/zone_control.js";
import { html, useState } from "../../preact.js";
import { usePanel } from "./panel.js";
import { choices } from "./panels.js";
import { useRepeat } from "./repeat.js";
import { change, changing, REFRESHES } from "./state.js";

const RECENT_MS = 3_600_000;
const FIELD = { class: "field" };
const FRESHNESS_MS = 10_000;

/** Render how long ago the newest event was. @param {{newest: string, zone: string}} props */
export function Freshness({ newest, zone }) {
  const [now, setNow] = useState(Date.now());
  useRepeat(() => setNow(Date.now()), FRESHNESS_MS);
  const age = Math.max(0, now - Date.parse(newest));
  return html`<span class="note freshness"><i class=${age < RECENT_MS ? "recent" : ""}></i>Newest event${" "}
    <time datetime=${newest} title=${formatTime(newest, zone)}>${formatAge(0, age)}</time></span>`;
}

/** Render a choice unless there is only one. @param {{label: string, values: unknown[], value: string | undefined, onChange: (value: string) => void}} props */
function Choice({ label, values, value, onChange }) {
  const options = [...new Set(values)].filter((option) => option != null).sort();
  if (options.length < 2 && !value) return null;
  return html`<${Select} label=${label} options=${[["", `All ${label.toLowerCase()}s`], ...options.map((option) => [option, option])]} value=${value ?? ""} onChange=${onChange} marks=${FIELD} />`;
}

/** Choose a project, all of whose integrations are shown then. @param {string} project */
const changeProject = (project) => change({ project, integration: "" });

/** Render the choice of a project and of an integration. @param {{basis: import("./panels.js").Basis, round: number}} props */
export function Choices({ basis, round }) {
  const { project, integration } = basis;
  const rows = usePanel(choices(basis), round).answer.value?.body.data.result ?? [];
  return html`<${Choice} label="Project" values=${rows.map(({ projectId }) => projectId)} value=${project} onChange=${changeProject} />
    <${Choice} label="Integration" values=${rows.map(({ projectId, integrationId }) => (project && projectId !== project ? null : integrationId))} value=${integration} onChange=${changing("integration")} />`;
}

/** Render the controls of range, zone and refreshes. @param {{state: import("./state.js").State, resolved: string | undefined, problem: Error | null}} props */
export const TimeControls = ({ state, resolved, problem }) => html`
  <${ZoneControl} zone=${state.timezone} onChange=${changing("timezone")} />
  <${Issues} problem=${problem} pointer="/timezone" />
  <${Select} label="Refresh" options=${Object.keys(REFRESHES).map((name) => [name, `Refresh: ${name}`])} value=${state.refresh} onChange=${changing("refresh")} marks=${FIELD} />
  <div class="period"><${RangeControl} range=${state.range} resolved=${resolved} problem=${problem} onChange=${changing("range")} /></div>`;
