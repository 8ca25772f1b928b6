/** The drawing of series over time by uPlot. */
import { formatCompact } from "../ui/format.js";
import uPlot from "../vendor/uplot.js";
import { OTHERS } from "./series.js";

/** @typedef {import("./series.js").Series} Series */

const BARS = { paths: /** @type {uPlot.Series.BarsPathBuilderFactory} */ (uPlot.paths.bars)({ size: [0.8, 80] }) };
const FONT = "12px Inter, system-ui, sans-serif";
const [MARK_WIDTH, Y_AXIS_WIDTH, X_AXIS_HEIGHT] = [64, 48, 44];

/** Return the colours of the variables of the present theme. @param {HTMLElement} parent @param {string[]} names */
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
 * Draw series, stacked as bars or as lines with those of the compared range.
 * @param {HTMLElement} parent
 * @param {{instants: number[], series: Series[], axis: import("./time_axis.js").TimeAxis, isStacked: boolean, height: number, canZoom: boolean,
 *   onCursor: (plot: uPlot) => void, onSelect: (plot: uPlot) => void}} options
 */
export function drawPlot(parent, { instants, series, axis, isStacked, height, canZoom, onCursor, onSelect }) {
  const [soft = "", line = "", ...palette] = coloursOf(parent, ["soft", "line", ...[1, 2, 3, 4, 5, 6].map((place) => `series-${place}`)]);
  const colourOf = (/** @type {Series} */ { place }) => palette[place - 1] ?? soft;
  const drawn = isStacked ? stack(series) : series;
  const compared = isStacked ? [] : series.filter((one) => one.compared);
  const isWhole = series.every(({ values }) => values.every((value) => Number.isInteger(value ?? 0)));
  const step = Math.min(...instants.slice(1).map((instant, index) => instant - (instants[index] ?? 0)), Infinity);
  const margin = isFinite(step) ? (isStacked ? step / 2 : 0) : 1;
  const axes = { stroke: soft, font: FONT, ticks: { show: false }, grid: { stroke: line, width: 1 } };
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
        size: X_AXIS_HEIGHT,
        splits: (plot) => axis.marks(Math.floor(plot.over.clientWidth / MARK_WIDTH) || 1).map((index) => instants[index] ?? 0),
        values: (_, splits) => axis.texts(splits.map((split) => instants.indexOf(split))),
      },
      { ...axes, size: Y_AXIS_WIDTH, values: (_, splits) => splits.map(formatCompact), ...(isWhole ? { incrs: WHOLE_STEPS } : {}) },
    ],
    series: [
      {},
      ...drawn.map((one) =>
        isStacked
          ? { label: one.name, fill: colourOf(one), width: 0, points: { show: false }, ...BARS }
          : { label: one.name, stroke: colourOf(one), width: 1.75, ...(one.place === OTHERS ? { dash: [6, 4] } : {}) },
      ),
      ...compared.map((one) => ({ label: one.name, stroke: colourOf(one), width: 1, dash: [2, 3], points: { show: false } })),
    ],
    hooks: { setCursor: [onCursor], setSelect: [onSelect] },
  };
  const columns = [instants, ...drawn.map(({ values }) => values), ...compared.map((one) => one.compared ?? [])];
  const plot = new uPlot(options, /** @type {uPlot.AlignedData} */ (columns), parent);
  const observer = new ResizeObserver(() => parent.clientWidth && plot.setSize({ width: parent.clientWidth, height }));
  observer.observe(parent);
  return {
    plot,
    destroy() {
      observer.disconnect();
      plot.destroy();
    },
  };
}

const WHOLE_STEPS = Array.from({ length: 15 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();

/** Return series whose values are added to those of the series below, the highest first: each is painted over those before. @param {Series[]} series */
export function stack(series) {
  /** @type {number[]} */
  const heights = [];
  return series.map((one) => ({ ...one, values: one.values.map((value, index) => (heights[index] = (heights[index] ?? 0) + (value ?? 0))) })).reverse();
}
