/** The values at the pointer, in a box beside it that stays within the chart. */
import { html, useLayoutEffect, useRef } from "../preact.js";

const DISTANCE = 14;

/** @param {{plot: import("../vendor/uplot.js") | undefined, title: string, before: string, values: import("./types").ReadValue[]}} props `before` is the time of the compared values */
export function Tip({ plot, title, before, values }) {
  const tip = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const box = tip.current;
    if (!plot || !box) return;
    const { left = 0, top = 0 } = plot.cursor;
    const at = plot.over.offsetLeft + left + DISTANCE;
    box.style.left = `${at + box.offsetWidth > plot.width ? Math.max(0, at - 2 * DISTANCE - box.offsetWidth) : at}px`;
    box.style.top = `${Math.max(0, Math.min(top, plot.height - box.offsetHeight))}px`;
  });
  return html`<div class="tip" ref=${tip} aria-hidden="true">
    <b>${title}</b>
    ${values.map(({ name, place, text, before }) => html`<div key=${name}>
      <i class=${`series-${place}`}></i><span class="name">${name}</span><b>${text}</b>${before && html`<span class="soft">${before}</span>`}</div>`)}
    ${before && html`<span class="soft">before: ${before}</span>`}
  </div>`;
}
