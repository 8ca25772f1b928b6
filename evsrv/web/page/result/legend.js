/** The legend of a chart: buttons that show and hide its series. */
import { formatNumber } from "../ui/format.js";
import { html } from "../preact.js";

/**
 * Render the legend; `onFocus` gets the name of the series under the pointer or with the focus.
 * @param {{series: import("./types").Series[], hidden: string[], onChange: (hidden: string[]) => void, onFocus: (name?: string) => void}} props
 */
export const Legend = ({ series, hidden, onChange, onFocus }) => html`<ul class="legend" aria-label="Series">
  ${series.map(({ name, total, place }) => {
    const isHidden = hidden.includes(name);
    const toggle = () => onChange(isHidden ? hidden.filter((other) => other !== name) : [...hidden, name]);
    const [enter, leave] = [() => onFocus(name), () => onFocus()];
    return html`<li key=${name}><button type="button" aria-pressed=${!isHidden} onClick=${toggle} onMouseEnter=${enter} onMouseLeave=${leave} onFocus=${enter} onBlur=${leave}>
      <i class=${`series-${place}`}></i><span class="name" title=${name}>${name}</span>${total !== undefined && html` <b title=${total}>${formatNumber(total)}</b>`}
    </button></li>`;
  })}
</ul>`;
