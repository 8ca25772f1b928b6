/** The step that a path is in, and how long its actions and states may take. */
export class Progress {
  step = "";
  #context;
  #timeouts;
  #failing;

  /**
   * @param {import("playwright-core").BrowserContext} context
   * @param {{timeout: number, shortTimeout: number}} timeouts
   * @param {string | undefined} failing the step that a break lets fail
   */
  constructor(context, timeouts, failing) {
    this.#context = context;
    this.#timeouts = timeouts;
    this.#failing = failing;
  }

  /** Return the milliseconds that an action of this step may take. */
  get timeout() {
    return this.step === this.#failing ? this.#timeouts.shortTimeout : this.#timeouts.timeout;
  }

  /** Begin a step. @param {string} name */
  begin(name) {
    this.step = name;
    this.#context.setDefaultTimeout(this.timeout);
  }
}
