/** uPlot, which draws the charts. */
export { default } from "uplot";
