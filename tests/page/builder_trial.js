// Runs in the page: opens, closes and changes each control of the builder.

/** @typedef {{dataset: string, query: any, isValid: boolean}} Case */

/**
 * Return what is wrong: a change of a document that nobody asked for, or one of more than a control's own part.
 * @param {{cases: Case[], seed: number}} command
 * @returns {Promise<{faults: string[], controls: number}>}
 */
export async function tryBuilder({ cases, seed }) {
  // Not in the page, which would lay it out after each change.
  const root = document.createElement("div");
  const { Builder, html, render } = await import(new URL("bundle/app.js", document.baseURI).href);
  // No suggestions: the trial is about documents.
  window.fetch = async () => new Response('{"results": [], "data": {"result": []}}');
  /** @type {string[]} */
  const faults = [];
  let controls = 0;
  /** @type {any} */
  let present = null;
  /** The number of controls that are changed in each query. */
  const CHANGES = 4;
  const random = (/** @type {number} */ below) => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >> 8) % below;
  };

  for (const { dataset, query, isValid } of cases) {
    const before = JSON.stringify(query);
    const check = (/** @type {string} */ control, /** @type {boolean} */ isRight) => {
      controls++;
      if (!isRight) faults.push(`${control}: ${before} became ${JSON.stringify(present)}`);
    };
    try {
      const count = mount(dataset, query).length;
      for (let index = 0; index < count; index++) {
        const control = found()[index];
        if (!control) continue;
        leave(control, control.value);
        await null;
        check(`opened ${nameOf(control)}`, JSON.stringify(present) === before);
      }
      for (let change = 0; isValid && change < Math.min(count, CHANGES); change++) {
        // What was only opened is as good as a new one, which takes most of the time.
        const usable = change ? mount(dataset, query) : found();
        const control = usable[count > CHANGES ? random(count) : change];
        if (!control) continue;
        const name = `changed ${nameOf(control)}`;
        const at = pointerAt(control);
        if (control.localName === "button") control.click();
        else leave(control, other(control));
        await null;
        check(name, isConfined(query, present, at));
      }
    } catch (error) {
      faults.push(`${error} by ${before}`);
    }
    render(null, root);
  }
  return { faults, controls };

  /** @param {string} dataset @param {any} query */
  function mount(dataset, query) {
    render(null, root);
    const show = (/** @type {any} */ changed) => {
      present = changed;
      render(html`<${Builder} dataset=${dataset} query=${changed} problem=${null} onChange=${show} />`, root);
    };
    show(query);
    return found();
  }

  /** @returns {any[]} */
  function found() {
    return [...root.querySelectorAll("input, select, button[aria-label^=Remove]")];
  }

  /** Use a control until it is left. @param {any} control @param {string} text */
  function leave(control, text) {
    if (control.localName === "button") return;
    for (const event of ["focus", "click"]) control.dispatchEvent(new Event(event));
    control.value = text;
    for (const event of control.localName === "select" ? ["change"] : ["input", "blur"]) control.dispatchEvent(new Event(event));
  }

  /** @param {any} control */
  function other(control) {
    if (control.localName === "input") return String(["7", "x", '"7"', "[1]", ""][random(5)]);
    return control.options[random(control.options.length)].value;
  }

  /** Return the pointer of the outermost chip of a control. @param {any} control */
  function pointerAt(control) {
    let chip = control.closest("[data-at]");
    for (let outer = chip; outer; outer = outer.parentElement.closest("[data-at]")) chip = outer;
    return chip?.dataset.at ?? "/limit";
  }

  /** @param {Element} control */
  function nameOf(control) {
    return `${control.getAttribute("aria-label")} at ${pointerAt(control)}`;
  }
}

/** Return whether two documents are alike but for one part, which may be gone. @param {any} before @param {any} after @param {string} pointer */
function isConfined(before, after, pointer) {
  const steps = pointer.split("/").slice(1).map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  // A first unit of time is added to `select`.
  if (pointer === "/unit") return JSON.stringify({ ...after, select: 0 }) === JSON.stringify({ ...before, select: 0 }) || !("select" in before);
  const [left, right] = [structuredClone(before), structuredClone(after)];
  const [was, is] = [put(left, steps), put(right, steps)];
  if (was && is && JSON.stringify(left) === JSON.stringify(right)) return true;
  if (!was && "limit" in after) return JSON.stringify({ ...before, limit: after.limit }) === JSON.stringify(after);
  return JSON.stringify(removed(before, steps)) === JSON.stringify(after);
}

/** Put a mark in the place of a part, and return whether it was there. @param {any} document @param {string[]} steps */
function put(document, steps) {
  const parent = steps.slice(0, -1).reduce((part, step) => part?.[step], document);
  const last = String(steps.at(-1));
  if (parent?.[last] === undefined) return false;
  parent[last] = "a part";
  return true;
}

/** Return a document without a part, and without the lists that it leaves empty. @param {any} document @param {string[]} steps @returns {any} */
function removed(document, [step, ...rest]) {
  const part = rest.length ? removed(document[String(step)], rest) : undefined;
  const isGone = part === undefined || (Array.isArray(part) && !part.length);
  if (Array.isArray(document)) return isGone ? document.filter((_, index) => index !== Number(step)) : document.with(Number(step), part);
  const { [String(step)]: _, ...others } = document;
  if (!isGone) return { ...document, [String(step)]: part };
  return Object.keys(others).length || step !== "and" ? others : undefined;
}
