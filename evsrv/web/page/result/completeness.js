/** How much of an answer is shown. */
import { formatCount, formatNumber } from "../ui/format.js";

/** Render how many rows an answer has, and of how many. @param {import("../types").Data} data */
export const completenessOf = ({ count, total }) =>
  count < total ? `the first ${formatNumber(count)} of ${formatCount(total, "row")}` : formatCount(total, "row");
