/** The marks of the axis of time: a choice of the times of an answer, with their texts in a zone. */

/** How many starts of a year, month, day, hour or minute one mark stands for. */
const STRIDES = [[1, 2, 5, 10], [1, 3, 6], [1, 2, 7, 14], [1, 2, 3, 6, 12], [1, 5, 15, 30]];
const [DAY, TIME] = [2, 4];
/** @type {Record<string, number>} */
const LEVEL_OF_UNIT = { year: 0, quarter: 1, month: 1 };

export class TimeAxis {
  /** The year, month, day, hour and minute of each time. @type {string[][]} */
  #parts;
  /** @type {string | undefined} */
  #unit;

  /** @param {string[]} times @param {string} zone @param {string} [unit] */
  constructor(times, zone, unit) {
    const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
    this.#unit = unit;
    this.#parts = times.map((time) => {
      const parts = Object.fromEntries(format.formatToParts(Date.parse(time)).map(({ type, value }) => [type, value]));
      return ["year", "month", "day", "hour", "minute"].map((name) => parts[name] ?? "");
    });
  }

  /**
   * Return the indexes of at most `limit` times to mark: the starts of hours, days, months or years where they fit.
   * @param {number} limit
   */
  marks(limit) {
    const all = this.#parts.map((_, index) => index);
    if (all.length <= limit) return all;
    for (let level = TIME; level >= 0; level--) {
      const starts = all.filter((index) => this.#starts(index, level));
      const outer = starts.findIndex((index) => index > 0 && this.#starts(index, level - 1));
      // Each of these starts is one of the next level too, whose strides suit it better.
      if (level > 0 && starts.every((index) => this.#starts(index, level - 1))) continue;
      for (const stride of STRIDES[level] ?? []) {
        const marks = starts.filter((_, index) => (index - Math.max(outer, 0)) % stride === 0);
        if (marks.length > 1 && marks.length <= limit) return marks;
      }
    }
    const stride = Math.ceil(all.length / Math.max(limit, 1));
    return all.filter((index) => index % stride === 0);
  }

  /** Render the texts of marks; a second line says the day or year where it is not that of the mark before. @param {number[]} marks */
  texts(marks) {
    const isDaily = new Set(marks.map((mark) => this.#text(mark, TIME))).size === 1;
    const level = LEVEL_OF_UNIT[this.#unit ?? ""] ?? (isDaily ? DAY : TIME);
    const context = level === TIME ? DAY : 0;
    return marks.map((mark, index) => {
      const before = marks[index - 1];
      const isNew = level > 0 && (before === undefined || this.#key(before, context) !== this.#key(mark, context));
      return this.#text(mark, level) + (isNew ? `\n${this.#text(mark, context)}` : "");
    });
  }

  /** @param {number} index @param {number} level */
  #key = (index, level) => this.#parts[index]?.slice(0, level + 1).join();
  /** @param {number} index @param {number} level */
  #starts = (index, level) => index === 0 || this.#key(index, level) !== this.#key(index - 1, level);

  /** @param {number} index @param {number} level */
  #text(index, level) {
    const [year, month, day, hour, minute] = this.#parts[index] ?? [];
    return [year, month, `${day} ${month}`, hour, `${hour}:${minute}`][level] ?? "";
  }
}
