/** A thin bar, the elapsed time, and a button to cancel. */
import { html, useEffect, useState } from "../preact.js";

/** After this time a person wants to know that something happens. */
const SHOWN_AFTER_MS = 400;

/** @param {{question: import("./question.js").Question<any>}} props */
export function Progress({ question }) {
  const startedAt = question.startedAt.value;
  const [elapsed, setElapsed] = useState(0);
  useEffect(() => {
    setElapsed(0);
    if (startedAt === null) return;
    const timer = setInterval(() => setElapsed(performance.now() - startedAt), 100);
    return () => clearInterval(timer);
  }, [startedAt]);
  if (startedAt === null) return null;
  return html`<div class="progress" role="progressbar" aria-label="Asking the server"></div>
    ${elapsed >= SHOWN_AFTER_MS && html`<div class="elapsed"><span>${(elapsed / 1000).toFixed(1)} s</span><button type="button" class="quiet" onClick=${() => question.cancel()}>Cancel</button></div>`}`;
}
