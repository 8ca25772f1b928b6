/** The drawing of series over time by uPlot. */
import { formatCompact } from "../ui/format.js";
import uPlot from "../vendor/uplot.js";
import { OTHERS, stack } from "./series.js";

/** @typedef {import("./types").Series} Series */

const BARS = { width: 0, points: { show: false }, paths: /** @type {uPlot.Series.BarsPathBuilderFactory} */ (uPlot.paths.bars)({ size: [0.8, 80] }) };
const WHOLE_STEPS = Array.from({ length: 15 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();
const MARK_WIDTH = 60;

/** Return the colours of CSS variables in the present theme. @param {HTMLElement} parent @param {string[]} names */
function coloursOf(parent, names) {
  const probe = parent.appendChild(document.createElement("i"));
  const colours = names.map((name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return colours;
}

/**
 * Draw series as lines, with those of the compared range, or as stacked bars.
 * @param {HTMLElement} parent
 * @param {{instants: number[], series: Series[], axis: import("./time_axis.js").TimeAxis, isStacked: boolean, height: number, canZoom: boolean,
 *   onCursor: (plot: uPlot) => void, onSelect: (plot: uPlot) => void}} options
 */
export function drawPlot(parent, { instants, series, axis, isStacked, height, canZoom, onCursor, onSelect }) {
  const [soft = "", line = "", ...palette] = coloursOf(parent, ["soft", "line", ...[1, 2, 3, 4, 5, OTHERS].map((place) => `series-${place}`)]);
  const drawn = isStacked ? stack(series) : series;
  const compared = isStacked ? [] : series.filter((one) => one.compared);
  const isWhole = series.every(({ values }) => values.every((value) => Number.isInteger(value ?? 0)));
  const step = Math.min(...instants.slice(1).map((instant, index) => instant - (instants[index] ?? 0)));
  const margin = isFinite(step) ? (isStacked ? step / 2 : 0) : 1;
  const axes = { stroke: soft, font: "12px Inter, system-ui, sans-serif", ticks: { show: false }, grid: { stroke: line, width: 1 } };
  /** @type {uPlot.Options} */
  const options = {
    width: parent.clientWidth,
    height,
    legend: { show: false },
    focus: { alpha: 0.25 },
    cursor: { y: false, points: { show: !isStacked, size: 7 }, drag: { x: canZoom, y: false, setScale: false, dist: 4 } },
    scales: {
      x: { time: false, range: () => [(instants[0] ?? 0) - margin, (instants.at(-1) ?? 0) + margin] },
      y: { range: (_, low, high) => [Math.min(0, low ?? 0), Math.max(0, high ?? 0) * 1.04 || 1] },
    },
    axes: [
      {
        ...axes,
        grid: { show: false },
        size: 44,
        splits: (plot) => axis.marks(Math.max(1, Math.floor(plot.width / MARK_WIDTH) - 1)).map((index) => instants[index] ?? 0),
        values: (_, splits) => axis.texts(splits.map((split) => instants.indexOf(split))),
      },
      { ...axes, size: 48, values: (_, splits) => splits.map(formatCompact), ...(isWhole ? { incrs: WHOLE_STEPS } : {}) },
    ],
    series: [
      {},
      ...drawn.map(({ name, place }) => {
        const colour = palette[place - 1] ?? soft;
        if (isStacked) return { label: name, fill: colour, ...BARS };
        const points = { size: 5, fill: colour, space: 28, filter: isolated };
        return { label: name, stroke: colour, width: 1.75, points, ...(place === OTHERS ? { dash: [6, 4] } : {}) };
      }),
      ...compared.map(({ name, place }) => ({ label: name, stroke: palette[place - 1] ?? soft, width: 1.25, dash: [3, 3], points: { show: false } })),
    ],
    hooks: { setCursor: [onCursor], setSelect: [onSelect] },
  };
  const columns = [instants, ...drawn.map(({ values }) => values), ...compared.map((one) => one.compared ?? [])];
  const plot = new uPlot(options, /** @type {uPlot.AlignedData} */ (columns), parent);
  const observer = new ResizeObserver(() => parent.clientWidth && plot.setSize({ width: parent.clientWidth, height }));
  observer.observe(parent);
  const destroy = () => {
    observer.disconnect();
    plot.destroy();
  };
  return { plot, destroy };
}

/** Return the indexes of the values between two gaps, which no line shows. @param {uPlot} plot @param {number} series @param {boolean} areShown */
function isolated(plot, series, areShown) {
  const values = plot.data[series] ?? [];
  return areShown ? null : [...values.keys()].filter((index) => values[index] != null && values[index - 1] == null && values[index + 1] == null);
}
