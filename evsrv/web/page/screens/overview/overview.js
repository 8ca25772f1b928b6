/** The screen Overview. */
import { datasetOf } from "../../query/vocabulary.js";
import { address } from "../../session/address.js";
import { session } from "../../session/session.js";
import { useQuestion } from "../../ui/question.js";
import { Segments } from "../../ui/segments.js";
import { shownZone } from "../../ui/zone_control.js";
import { html, useMemo, useState } from "../../preact.js";
import { Choices, Freshness, TimeControls } from "./controls.js";
import { FirstStep } from "./first_step.js";
import { fetchNewest } from "./newest.js";
import { NewestList } from "./newest_list.js";
import { Panel } from "./panel.js";
import * as panels from "./panels.js";
import { useRepeat } from "./repeat.js";
import { useRound } from "./round.js";
import { change, changing, currentState, REFRESHES } from "./state.js";

const LIVE_MS = 4000;
/** @type {import("./panel.js").Told} */
const NOTHING_TOLD = { resolved: undefined, problem: null };
const LINES = [["integrationId", "Integration"], ["type", "Type"]];

/** Show an interval of the chart. @param {string} from @param {string} before */
const zoom = (from, before) => change({ range: `${from}/${before}` });

export function Overview() {
  const { vocabulary } = /** @type {NonNullable<typeof session.value>} */ (session.value);
  const state = currentState();
  const [refreshes, setRefreshes] = useState(0);
  const [told, setTold] = useState(NOTHING_TOLD);
  const [paused, setPaused] = useState(false);
  const query = panels.newestEvents(state, datasetOf(vocabulary, "events"));
  const [question, ask] = useQuestion(JSON.stringify(query), (signal, last) => fetchNewest(vocabulary, query, last, signal));
  useRepeat(ask, paused ? 0 : LIVE_MS);
  const last = useRound(vocabulary, state, refreshes);
  useRepeat(() => setRefreshes(refreshes + 1), REFRESHES[state.refresh] ?? 0);

  // A control that is rendered again loses what is being typed into it.
  const controls = useMemo(() => html`<${TimeControls} state=${state} ...${told} />`, [address.value, told]);
  const newest = question.answer.value?.body;
  const time = newest?.rows[0]?.createdAt;
  const zone = shownZone(state.timezone);
  /** @type {(title: string, sources: (basis: panels.Basis) => panels.Source[], view: string, more?: object, children?: unknown) => unknown} */
  const panel = (title, sources, view, more, children) =>
    last && html`<${Panel} title=${title} sources=${sources(last.basis)} round=${last.round} view=${view} zone=${shownZone(last.basis.timezone)} ...${more}>${children}</${Panel}>`;
  return html`<div class="title">
      <h1>Overview</h1>
      ${time && html`<${Freshness} newest=${time} zone=${zone} />`}
      ${last && told.resolved && html`<${Choices} ...${last} />`}
      ${controls}
    </div>
    ${newest?.isEmpty ? html`<${FirstStep} />` : html`
    ${last?.notice && html`<p class="card anchored" role="status">${last.notice}</p>`}
    <div class="board">
      ${panel("Events", panels.events, "number", { onTold: setTold })}
      ${panel("People", panels.people, "number")}
      ${panel("Conversations", panels.conversations, "number")}
      ${panel("Search events", panels.searches, "number")}
      ${panel("Events over time", (basis) => panels.overTime(basis, state.by), "line", { onZoom: zoom },
        html`<${Segments} label="A line for each" options=${LINES} value=${state.by} onChange=${changing("by")} />`)}
      ${panel("What is searched", panels.queries, "bars")}
      <${NewestList} question=${question} zone=${zone} paused=${paused} onPause=${setPaused} />
      ${panel("Most frequent types", panels.types, "bars")}
    </div>`}`;
}
