// Drives the published client. Prints a line with the words that it knows; from then on a line in
// is a call `{key, method, args}`, and a line out is what it gave (`value`) or threw (`error`).
import { createInterface } from "node:readline";

import { InkeepAnalytics } from "@inkeep/inkeep-analytics";
import * as components from "@inkeep/inkeep-analytics/models/components";
import * as errors from "@inkeep/inkeep-analytics/models/errors";
import { InkeepAnalyticsError } from "@inkeep/inkeep-analytics/models/errors/inkeepanalyticserror.js";

const [serverURL] = process.argv.slice(2);
const WORDS = {
  operators: components.FilterOperator,
  timeUnits: components.TimeUnit,
  aggregations: components.EventsAggregationSelectionAggregation,
  views: components.Views,
  eventsFields: components.EventsField,
  eventsOrderBy: components.EventsOrderByField,
  conversationsFields: components.ConversationsField,
  conversationsOrderBy: components.ConversationsOrderByField,
  feedbackFields: components.FeedbackField,
  feedbackOrderBy: components.FeedbackOrderByField,
};

// JSON has no dates, which the client wants for times in requests.
function reviveDates(_name, value) {
  return typeof value?.$date === "string" ? new Date(value.$date) : value;
}

async function call({ key, method, args }) {
  const client = new InkeepAnalytics({
    serverURL,
    apiIntegrationKey: key,
    // As it comes, the client repeats what failed on the server's side for an hour.
    retryConfig: { strategy: "none" },
  });
  const names = method.split(".");
  const name = names.pop();
  const owner = names.reduce((object, part) => object[part], client);
  return await owner[name](...args);
}

function describe(error) {
  return {
    class: Object.keys(errors).find((name) => errors[name] === error.constructor) ?? error.name,
    isApiError: error instanceof InkeepAnalyticsError,
    ...error,
    message: error.message,
    headers: Object.fromEntries(error.headers ?? []),
  };
}

function print(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

print(Object.fromEntries(Object.entries(WORDS).map(([name, words]) => [name, Object.values(words)])));
for await (const line of createInterface({ input: process.stdin })) {
  try {
    print({ value: (await call(JSON.parse(line, reviveDates))) ?? null });
  } catch (error) {
    print({ error: describe(error) });
  }
}
