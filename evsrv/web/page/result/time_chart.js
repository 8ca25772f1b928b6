/** A chart over time: legend, lines or stacked bars, reading and zoom by pointer and keys. */
import { roundUp } from "../query/asked.js";
import { isDark } from "../session/theme.js";
import { formatCount, formatTime } from "../ui/format.js";
import { html, useLayoutEffect, useMemo, useRef, useState } from "../preact.js";
import { shapeOf } from "./answer_shape.js";
import { Legend } from "./legend.js";
import { drawPlot } from "./plot.js";
import { readBucket, sentenceOf } from "./reading.js";
import { seriesOf } from "./series.js";
import { TimeAxis } from "./time_axis.js";
import { Tip } from "./tip.js";

/** @typedef {import("./types").Reading} Reading */

/** Render a chart over time. @param {import("./types").MeasureChartProps} props */
export function TimeChart({ data, view, zone, label, query, measure, onZoom, height = 300 }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const drawing = useRef(/** @type {ReturnType<typeof drawPlot> | null} */ (null));
  const [hidden, setHidden] = useState(/** @type {string[]} */ ([]));
  const [kept, setReading] = useState(/** @type {Reading | null} */ (null));
  const chronicle = useMemo(() => seriesOf(data, zone, query, measure), [data, zone, JSON.stringify(query), measure?.column.name]);
  const { times, series, more } = chronicle;
  const reading = kept && kept.index < times.length ? kept : null;
  const shown = useMemo(() => series.filter(({ name }) => !hidden.includes(name)), [series, hidden]);
  const unit = shapeOf(data).time?.unit;
  const isStacked = view === "stacked";

  const zoom = (/** @type {number} */ one, /** @type {number} */ other) => {
    const [first, last] = [Math.min(one, other), Math.max(one, other)];
    onZoom?.(times[first] ?? "", times[last + 1] ?? data.range?.split("/")[1] ?? roundUp());
  };
  const newestZoom = useRef(zoom);
  newestZoom.current = zoom;

  /** Draw the mark of a reading, and its selection. @param {Reading | null} next */
  const mark = (next) => {
    const { plot } = drawing.current ?? {};
    const leftOf = (/** @type {number} */ index) => plot?.valToPos(Date.parse(times[index] ?? ""), "x") ?? 0;
    const [left, start] = next ? [leftOf(next.index), leftOf(next.anchor ?? next.index)] : [-10, 0];
    plot?.setCursor({ left, top: next ? 0 : -10 }, false);
    plot?.setSelect({ left: Math.min(left, start), top: 0, width: next ? Math.abs(left - start) : 0, height: plot.over.clientHeight }, false);
  };
  const read = (/** @type {Reading | null} */ next) => {
    mark(next);
    setReading(next);
  };

  useLayoutEffect(() => {
    if (!place.current) return;
    drawing.current = drawPlot(place.current, {
      instants: times.map((time) => Date.parse(time)),
      series: shown,
      axis: new TimeAxis(times, zone, unit),
      isStacked,
      height,
      canZoom: Boolean(onZoom),
      onCursor: ({ cursor }) => setReading(cursor.idx == null ? null : { index: cursor.idx, byKey: false }),
      onSelect: (plot) => {
        const { left, width } = plot.select;
        if (width <= 0) return;
        plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        newestZoom.current(plot.posToIdx(left), plot.posToIdx(left + width));
      },
    });
    if (reading) mark(reading);
    return () => drawing.current?.destroy();
  }, [chronicle, shown, isStacked, zone, height, isDark.value, !onZoom]);

  const press = (/** @type {KeyboardEvent} */ event) => {
    const last = times.length - 1;
    /** @type {Record<string, number>} */
    const targets = { ArrowLeft: (reading?.index ?? last + 1) - 1, ArrowRight: (reading?.index ?? -1) + 1, Home: 0, End: last };
    const target = targets[event.key];
    if (target !== undefined) {
      const index = Math.max(0, Math.min(last, target));
      read({ index, byKey: true, anchor: event.shiftKey && onZoom ? (reading?.anchor ?? reading?.index ?? index) : undefined });
    } else if (event.key === "Enter" && reading?.anchor !== undefined) {
      read(null);
      zoom(reading.anchor, reading.index);
    } else if (event.key === "Escape") /** @type {HTMLElement} */ (event.currentTarget).blur();
    else return;
    event.preventDefault();
  };

  const bucket = reading && readBucket(chronicle, shown, reading.index, { zone, unit, range: data.range, isStacked });
  const selected = reading?.anchor === undefined ? "" : `. Selected from ${formatTime(times[reading.anchor] ?? 0, zone, unit)}; Enter zooms`;
  const focus = (/** @type {string | undefined} */ name) => {
    const { plot } = drawing.current ?? {};
    const index = plot?.series.findIndex(({ label }, index) => index > 0 && label === name) ?? -1;
    plot?.setSeries(index > 0 ? index : null, { focus: true });
  };
  return html`<${Legend} series=${series} hidden=${hidden} onChange=${setHidden} onFocus=${focus} />
    <div class="chart" tabindex="0" role="application" aria-roledescription="chart"
      aria-label=${`${label}. Arrow keys read the values${onZoom ? ", with Shift they select, Enter zooms" : ""}.`}
      onKeyDown=${press} onBlur=${() => read(null)}>
      <div ref=${place} aria-hidden="true"></div>
      <div class="out" aria-live="polite">${bucket && reading.byKey && sentenceOf(bucket) + selected}</div>
      ${bucket && html`<${Tip} ...${bucket} plot=${drawing.current?.plot} />`}
    </div>
    ${more > 0 && html`<p class="note">${formatCount(more, "more series is", "more series are")} in the table.</p>`}`;
}
