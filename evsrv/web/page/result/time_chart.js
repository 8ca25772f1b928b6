/** A chart over time: legend, lines or stacked bars, reading by pointer and keyboard, zoom. */
import { roundUp } from "../query/asked.js";
import { isDark } from "../session/theme.js";
import { formatCount, formatNumber, formatTime } from "../ui/format.js";
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../vendor/preact.js";
import { shapeOf } from "./answer_shape.js";
import { Legend } from "./legend.js";
import { drawPlot } from "./plot.js";
import { seriesOf } from "./series.js";
import { TimeAxis } from "./time_axis.js";
import { Tip } from "./tip.js";

/** @typedef {import("./result_chart.js").ChartProps} ChartProps */

/**
 * Render a chart over time.
 * @param {ChartProps & {measure: import("./answer_shape.js").Measure | undefined}} props
 */
export function TimeChart({ data, view, zone, label, query, measure, onZoom, height = 300 }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const drawing = useRef(/** @type {ReturnType<typeof drawPlot> | null} */ (null));
  const anchor = useRef(/** @type {number | null} */ (null));
  const [hidden, setHidden] = useState(/** @type {string[]} */ ([]));
  const [reading, setReading] = useState(/** @type {{index: number, byKey: boolean} | null} */ (null));
  const chronicle = useMemo(() => seriesOf(data, { zone, query, measure }), [data, zone, query, measure?.column.name]);
  const { times, comparedTimes, series, more } = chronicle;
  const unit = shapeOf(data).time?.unit;
  const shown = useMemo(() => series.filter(({ name }) => !hidden.includes(name)), [series, hidden]);
  const zoom = (/** @type {number} */ first, /** @type {number} */ last) => onZoom?.(times[first] ?? "", times[last + 1] ?? data.range?.split("/")[1] ?? roundUp());
  const act = useRef({ zoom });
  act.current = { zoom };

  useLayoutEffect(() => {
    if (!place.current) return;
    drawing.current = drawPlot(place.current, {
      instants: times.map((time) => Date.parse(time)),
      series: shown,
      axis: new TimeAxis(times, zone, unit),
      isStacked: view === "stacked",
      height,
      canZoom: Boolean(onZoom),
      onCursor: ({ cursor }) => setReading(cursor.idx == null ? null : { index: cursor.idx, byKey: false }),
      onSelect: (plot) => {
        const { left, width } = plot.select;
        if (width <= 0) return;
        act.current.zoom(plot.posToIdx(left), plot.posToIdx(left + width));
        plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      },
    });
    return () => drawing.current?.destroy();
  }, [chronicle, shown, view, zone, height, isDark.value, !onZoom]);
  useEffect(() => setReading(null), [chronicle]);

  const select = (/** @type {number} */ index) => {
    const plot = drawing.current?.plot;
    if (!plot) return;
    const [start = 0, end = 0] = [anchor.current ?? index, index].sort((a, b) => a - b).map((one) => plot.valToPos(Date.parse(times[one] ?? ""), "x"));
    plot.setSelect({ left: start, top: 0, width: end - start, height: plot.over.clientHeight }, false);
    plot.setCursor({ left: plot.valToPos(Date.parse(times[index] ?? ""), "x"), top: 0 }, false);
    setReading({ index, byKey: true });
  };
  const leave = () => {
    anchor.current = null;
    drawing.current?.plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    drawing.current?.plot.setCursor({ left: -10, top: -10 }, false);
    setReading(null);
  };
  const press = (/** @type {KeyboardEvent} */ event) => {
    const last = times.length - 1;
    const at = reading?.index;
    /** @type {Record<string, number>} */
    const targets = { ArrowLeft: (at ?? last + 1) - 1, ArrowRight: (at ?? -1) + 1, Home: 0, End: last };
    const target = targets[event.key];
    if (target !== undefined) {
      anchor.current = event.shiftKey && onZoom ? (anchor.current ?? at ?? target) : null;
      select(Math.max(0, Math.min(last, target)));
    } else if (event.key === "Enter" && at !== undefined && anchor.current !== null) {
      const [first = 0, final = 0] = [anchor.current, at].sort((a, b) => a - b);
      leave();
      zoom(first, final);
    } else if (event.key === "Escape") {
      leave();
      /** @type {HTMLElement} */ (event.currentTarget).blur();
    } else return;
    event.preventDefault();
  };

  const lines = reading && readingOf(chronicle, shown, reading.index);
  const title = reading ? formatTime(times[reading.index] ?? "", zone, unit) : "";
  const comparedTime = reading && comparedTimes[reading.index];
  const before = comparedTime && formatTime(comparedTime, zone, unit);
  const selected = reading && anchor.current !== null && anchor.current !== reading.index;
  const words = reading?.byKey
    ? `${title}: ${lines?.map(({ name, text, compared }) => `${name} ${text}${compared ? ` (${compared} before)` : ""}`).join(", ")}` +
      (before ? `; before is ${before}` : "") +
      (selected ? `. Selected from ${formatTime(times[anchor.current ?? 0] ?? "", zone, unit)}; Enter zooms` : "")
    : "";
  return html`<${Legend} series=${series} hidden=${hidden} onChange=${setHidden} onFocus=${(/** @type {string | null} */ name) => {
      const index = drawing.current?.plot.series.findIndex(({ label }) => label === name) ?? -1;
      drawing.current?.plot.setSeries(index > 0 ? index : null, { focus: true });
    }} />
    <div class="chart" tabindex="0" role="application" aria-roledescription="chart" aria-label=${`${label}. Arrow keys read the values${onZoom ? ", with Shift they select, Enter zooms" : ""}.`} onKeyDown=${press} onBlur=${leave}>
      <div class="plot" ref=${place} aria-hidden="true"></div>
      <div class="out" aria-live="polite">${words}</div>
      ${reading && html`<${Tip} plot=${drawing.current?.plot} title=${title} before=${before} lines=${lines} />`}
    </div>
    ${more > 0 && html`<p class="note">${formatCount(more, "more series is", "more series are")} in the table.</p>`}`;
}

/**
 * Return the values of the shown series at an index as texts, the greatest first.
 * @param {import("./series.js").Chronicle} chronicle
 * @param {import("./series.js").Series[]} shown
 * @param {number} index
 */
function readingOf(chronicle, shown, index) {
  const text = (/** @type {number | null | undefined} */ value) => (value == null ? "no value" : formatNumber(value));
  return shown
    .map(({ name, place, values, compared }) => ({ name, place, value: values[index] ?? null, text: text(values[index]), compared: compared && chronicle.comparedTimes[index] ? text(compared[index]) : "" }))
    .sort((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity));
}
