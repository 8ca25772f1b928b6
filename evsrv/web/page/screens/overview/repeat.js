/** Actions that are repeated while the page is visible. */
import { useEffect, useRef } from "../../preact.js";

/** A slow action pauses for this many times as long: its server has other work. */
const MIN_REST = 10;

/**
 * Repeat an action while the page is visible, and at once if it becomes visible.
 * @param {() => unknown} action whose promise is awaited
 * @param {number} pauseMs 0 for never
 */
export function useRepeat(action, pauseMs) {
  const latest = useRef(action);
  latest.current = action;
  useEffect(() => {
    if (!pauseMs) return;
    let timer = setTimeout(act, pauseMs);
    let acts = false;
    let ended = false;
    async function act() {
      if (ended || acts || document.visibilityState !== "visible") return;
      const started = performance.now();
      acts = true;
      await latest.current();
      acts = false;
      clearTimeout(timer);
      timer = setTimeout(act, Math.max(pauseMs, MIN_REST * (performance.now() - started)));
    }
    document.addEventListener("visibilitychange", act);
    return () => {
      ended = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", act);
    };
  }, [pauseMs]);
}
