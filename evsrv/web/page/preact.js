/** The parts of Preact that the page uses. In the bundle, one import of the vendor file stands for those of all modules. */
export { batch, computed, effect, html, render, signal, useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "./vendor/preact.js";
