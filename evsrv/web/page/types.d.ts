/** Types of the API's documents, as the page reads them. */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };
/** A query document: the state of a question. Members that the page does not know are kept. */
export type QueryDocument = JsonObject;
/** The steps from the root of a document to a part of it; a JSON Pointer before it is encoded. */
export type Path = readonly (string | number)[];

export type Kind = "text" | "number" | "time" | "path" | "document" | "array";
export type DatasetName = "events" | "conversations" | "feedback";

/** A reference to a value of an event: a field, a member of a JSON field, a function of either. */
export interface Reference {
  field: string;
  path?: string[];
  apply?: string;
}

export interface Column {
  name: string;
  role: "time" | "group" | "number" | "field";
  kind: Kind;
  field?: string;
  path?: string[];
  unit?: string;
}

export type Row = Record<string, Json>;

/** `data` of an answer to a query with `meta: true`. */
export interface Data {
  result: Row[];
  total: number;
  pageSize: number;
  count: number;
  range?: string;
  comparedRange?: string;
  columns: Column[];
  truncated?: boolean;
}

/** An answer, how long it took, and whether it was a 304: the same as the last one. */
export interface Answer<Body> {
  body: Body;
  milliseconds: number;
  unchanged: boolean;
}

export interface Term {
  kind: "operator" | "aggregation" | "time unit" | "function" | "field";
  name: string;
  plugin: string;
  summary: string;
  portable: boolean;
  engines: string[];
  phrase: string | null;
  operand: string | null;
  operands: Partial<Record<Kind, JsonObject>> | null;
  takes: Kind[] | null;
  gives: Kind | null;
  needsField: boolean | null;
}

export interface Field {
  name: string;
  kind: Kind;
  nullable: boolean;
  derived: boolean;
  values: string[];
}

export interface Dataset {
  name: DatasetName;
  view: string;
  timeField: string;
  fields: Field[];
}

export interface Plugin {
  name: string;
  version: string | null;
  summary: string;
}

export interface Vocabulary {
  terms: Term[];
  datasets: Dataset[];
  limits: Record<string, number | null>;
  plugins: Plugin[];
  versions: Record<string, string>;
  /** The versions of the time zone database. */
  timeZones: { tzdata: string; iana: string };
}

export interface ApiKey {
  id: string;
  kind: "api" | "read";
  name: string | null;
  organizationId: string;
  projectId: string | null;
  integrationId: string | null;
  expiresAt: string | null;
}

/** The keys of a JSON field; their details are from the newest `sampled` rows. */
export interface PropertyKeys {
  results: PropertyKey[];
  sampled: number;
  truncated?: boolean;
}

/** A property key with the kinds of its values and the share of sampled rows that have it. */
export interface PropertyKey {
  key: string;
  kinds: string[];
  share: number;
}

export interface ValueCount {
  value: string;
  count: number;
}
