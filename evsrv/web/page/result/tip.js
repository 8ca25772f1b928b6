/** The values at the pointer, in a box beside it that stays within the chart. */
import { html, useLayoutEffect, useRef } from "../vendor/preact.js";

const DISTANCE = 14;

/**
 * @param {{plot: import("../vendor/uplot.js") | undefined, title: string, before: string | undefined,
 *   lines: {name: string, place: number, value: number | null, text: string, compared: string}[]}} props `before` is the time of the compared values
 */
export function Tip({ plot, title, before, lines }) {
  const tip = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const box = tip.current;
    if (!plot || !box) return;
    const { left = 0, top = 0 } = plot.cursor;
    const at = plot.over.offsetLeft + left;
    const isRight = at + DISTANCE + box.offsetWidth <= plot.width;
    box.style.left = `${Math.max(0, isRight ? at + DISTANCE : at - DISTANCE - box.offsetWidth)}px`;
    box.style.top = `${Math.max(0, Math.min(top, plot.height - box.offsetHeight))}px`;
  });
  return html`<div class="tip" ref=${tip} aria-hidden="true">
    <b>${title}</b>
    ${lines.map(({ name, place, text, compared }) => html`<div key=${name}><i class=${`swatch series-${place}`}></i><span class="name">${name}</span><span class="value">${text}</span>
      ${compared && html`<span class="soft">${compared}</span>`}</div>`)}
    ${before && html`<small class="soft">right: ${before}</small>`}
  </div>`;
}
