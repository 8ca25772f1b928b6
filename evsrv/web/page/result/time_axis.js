/** The marks of the axis of time: a choice of the times of an answer, with their texts in a zone. */

/** How many starts of a year, month, day, hour or minute one mark stands for. */
const STRIDES = [[1, 2, 5, 10], [1, 3, 6], [1, 2, 7, 14], [1, 2, 3, 6, 12], [1, 5, 15, 30]];
const [DAY, TIME] = [2, 4];
/** @type {Record<string, number>} */
const LEVEL_OF_UNIT = { year: 0, quarter: 1, month: 1 };

export class TimeAxis {
  /** The year, month, day, hour and minute of each time. @type {string[][]} */
  #parts;
  #unit;

  /** @param {string[]} times @param {string} zone @param {string} [unit] */
  constructor(times, zone, unit = "") {
    const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
    this.#unit = unit;
    this.#parts = times.map((time) => {
      const parts = Object.fromEntries(format.formatToParts(Date.parse(time)).map(({ type, value }) => [type, value]));
      return ["year", "month", "day", "hour", "minute"].map((name) => parts[name] ?? "");
    });
  }

  /** Return the indexes of at most `limit` times to mark: starts of hours, days, months or years if they fit. @param {number} limit */
  marks(limit) {
    const all = this.#parts.map((_, index) => index);
    if (all.length <= limit) return all;
    for (let level = TIME; level >= 0; level--) {
      const [starts, outer] = [this.#startsOf(level), this.#startsOf(level - 1)];
      // If each start is one of the level above too, that level has the better strides.
      if (level > 0 && outer.length === starts.length) continue;
      const phase = Math.max(0, starts.indexOf(outer[0] ?? 0));
      for (const stride of STRIDES[level] ?? []) {
        const marks = starts.filter((_, index) => (index - phase) % stride === 0);
        if (marks.length > 1 && marks.length <= limit) return marks;
      }
    }
    return all.filter((index) => index % Math.ceil(all.length / limit) === 0);
  }

  /** Render the texts of marks; a second line says the day or year where it changes. @param {number[]} marks */
  texts(marks) {
    const isDaily = new Set(marks.map((mark) => this.#text(mark, TIME))).size < 2;
    const level = LEVEL_OF_UNIT[this.#unit] ?? (isDaily ? DAY : TIME);
    const context = level === TIME ? DAY : 0;
    return marks.map((mark, index) => {
      const isNew = level > 0 && (index === 0 || this.#text(marks[index - 1] ?? 0, context) !== this.#text(mark, context));
      return this.#text(mark, level) + (isNew ? `\n${this.#text(mark, context)}` : "");
    });
  }

  /** Return the indexes at which a year, month, day, hour or minute begins; the first one if it is like the next. @param {number} level */
  #startsOf(level) {
    const starts = [...this.#parts.keys()].filter((index) => index > 0 && this.#parts[index]?.some((part, place) => place <= level && part !== this.#parts[index - 1]?.[place]));
    const within = (/** @type {number} */ index) => this.#parts[index]?.slice(level + 1).join();
    return within(0) === within(starts[0] ?? 0) ? [0, ...starts] : starts;
  }

  /** @param {number} index @param {number} level */
  #text(index, level) {
    const [year, month, day, hour, minute] = this.#parts[index] ?? [];
    return [year, month, `${day} ${month}`, hour, `${hour}:${minute}`][level] ?? "";
  }
}
