/** A question as a program that asks it, with the key from the environment. */

/** @typedef {{url: string, query: import("../../types").QueryDocument}} Request */

/** Quote a text for a POSIX shell. @param {string} text */
const quoteForShell = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** Render the lines of JSON at an indentation. @param {unknown} value @param {string} indentation */
const renderLines = (value, indentation = "") => JSON.stringify(value, null, 2).replaceAll("\n", `\n${indentation}`);

const PYTHON_NAMES = /** @type {Record<string, string>} */ ({ true: "True", false: "False", null: "None" });
// A string comes first, so that a word in it is no name. Every JSON string is a string of Python and of JavaScript too.
const STRING_OR_NAME = /"(?:[^"\\]|\\.)*"|\b(?:true|false|null)\b/g;

/** Render a literal of Python. @param {unknown} value */
const renderPython = (value) => renderLines(value).replace(STRING_OR_NAME, (token) => PYTHON_NAMES[token] ?? token);

/** Render a literal of JavaScript, where a name `__proto__` would set the prototype. @param {unknown} value */
const renderJavaScript = (value) => renderLines(value, "  ").replaceAll('"__proto__":', '["__proto__"]:');

/** @param {Request} request */
const asCurl = ({ url, query }) => `curl -sS --fail-with-body ${quoteForShell(url)} \\
  -H "Authorization: Bearer $EVSRV_KEY" \\
  -H 'Content-Type: application/json' \\
  --data-raw ${quoteForShell(JSON.stringify(query))}
`;

/** @param {Request} request */
const asPython = ({ url, query }) => `import json
import os
import urllib.request

query = ${renderPython(query)}
request = urllib.request.Request(
    ${JSON.stringify(url)},
    data=json.dumps(query).encode(),
    headers={
        "Authorization": f"Bearer {os.environ['EVSRV_KEY']}",
        "Content-Type": "application/json",
    },
)
try:
    with urllib.request.urlopen(request) as response:
        data = json.load(response)["data"]
except urllib.error.HTTPError as refusal:
    raise SystemExit(refusal.read().decode())
print(json.dumps(data, indent=2))
`;

/** @param {Request} request */
const asJavaScript = ({ url, query }) => `const response = await fetch(${JSON.stringify(url)}, {
  method: "POST",
  headers: {
    Authorization: \`Bearer \${process.env.EVSRV_KEY}\`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify(${renderJavaScript(query)}),
});
if (!response.ok) throw new Error(await response.text());
const { data } = await response.json();
console.log(JSON.stringify(data, null, 2));
`;

/** The snippets by the names of their languages. @type {Record<string, (request: Request) => string>} */
export const SNIPPETS = { curl: asCurl, Python: asPython, JavaScript: asJavaScript, "Query JSON": ({ query }) => `${renderLines(query)}\n` };
