// Renders the request of the first argument in all languages, as JSON.
import { SNIPPETS } from "../../evsrv/web/page/screens/explore/snippets.js";

const request = JSON.parse(process.argv[2] ?? "");
process.stdout.write(JSON.stringify(Object.fromEntries(Object.entries(SNIPPETS).map(([language, render]) => [language, render(request)]))));
