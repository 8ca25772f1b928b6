/** Types of the parts that show an answer. */

import type { Column, Data, QueryDocument, Row } from "../types";
import type { View } from "./views.js";

/** A number, and the column of the same number over the compared range. */
export interface Measure {
  column: Column;
  compared: Column | undefined;
}

export interface Shape {
  time: Column | undefined;
  comparedTime: Column | undefined;
  groups: Column[];
  measures: Measure[];
}

export type Values = (number | null)[];

/** A line, or a part of a stack. Its place from 1 to 6 is that of its colour; values that do not add up have no total. */
export interface Series {
  name: string;
  values: Values;
  compared: Values | undefined;
  total: number | undefined;
  place: number;
}

/** An answer over time: the series that are drawn, and the number of those that are not. */
export interface Chronicle {
  times: string[];
  comparedTimes: (string | undefined)[];
  series: Series[];
  more: number;
}

/** The bucket that is read, by the pointer or by keys; `anchor` is where a selection by keys begins. */
export interface Reading {
  index: number;
  byKey: boolean;
  anchor?: number | undefined;
}

/** The value of a series at the bucket that is read. */
export interface ReadValue {
  name: string;
  place: number;
  text: string;
  before: string | undefined;
}

export interface ChartProps {
  data: Data;
  view: View;
  zone: string;
  label: string;
  /** Names the aggregations of columns with own names, and the groups of all other values. */
  query?: QueryDocument | undefined;
  height?: number;
  /** Gets the starts of two buckets, as the answer has them; the second one is not selected. */
  onZoom?: (from: string, before: string) => void;
  /** Gets the row of a bar. */
  onPick?: (row: Row) => void;
}

/** A chart of one number of grouped answers. */
export type MeasureChartProps = ChartProps & { measure: Measure | undefined };
