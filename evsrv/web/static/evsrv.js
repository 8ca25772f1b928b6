// Send the events of a web page to the evsrv server that this file is loaded from:
//
//   <script defer src="https://events.example/evsrv.js" data-key="evsrv_web_..."></script>
//
// docs/browser.md describes it, and evsrv.d.ts declares its types. The server leaves out the lines
// that are comments, and the indentation.
window.evsrv ??= (() => {
  "use strict";

  // The requests that may outlive a page have at most 64 KiB together.
  const MAX_BATCH_BYTES = 60_000;
  const MAX_QUEUED_EVENTS = 1000;
  const MIN_DELAY_MS = 1000;
  const MAX_DELAY_MS = 60_000;

  const script = document.currentScript;
  // Of batches, with the key. Nothing is sent without it.
  let url;
  let isOff = false;
  let user;
  // Events as JSON that are in no request.
  let queue = [];
  let timer;
  let delay = MIN_DELAY_MS;
  // Of the requests under way that may outlive the page.
  let keptBytes = 0;

  const bytesOf = (text) => new Blob([text]).size;

  // The attribute `data-do-not-track` is on, `data-do-not-track="false"` is off.
  const isOn = (option) => option != null && String(option) != "false";

  function init(options) {
    if (url) return;
    isOff =
      (navigator.webdriver && !isOn(options.webdriver)) ||
      (isOn(options.doNotTrack) && (navigator.doNotTrack == 1 || navigator.globalPrivacyControl));
    if (isOff) {
      queue = [];
      return;
    }
    url = new URL("events/batch", options.server ? options.server + "/" : script.src);
    url.searchParams.set("key", options.key);
    if (options.user) identify(options.user);
    if (isOn(options.pageViews ?? true)) {
      if (document.prerendering) {
        // The page may never be shown.
        document.addEventListener("prerenderingchange", () => page(), { once: true });
      } else {
        page();
      }
      // A page from the back/forward cache does not run its scripts again.
      addEventListener("pageshow", (event) => event.persisted && page());
    }
    // On a phone a hidden page may end without another event.
    document.addEventListener("visibilitychange", () => document.hidden && send(true));
    addEventListener("pagehide", () => send(true));
    addEventListener("online", () => send());
    schedule();
  }

  function identify(properties) {
    user = typeof properties == "string" ? { userId: properties } : properties;
  }

  function page(properties) {
    const view = { path: location.pathname, title: document.title };
    const referrer = document.referrer && new URL(document.referrer).host;
    if (referrer && referrer != location.host) view.referrer = referrer;
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (name.startsWith("utm_")) view[name] = value;
    }
    track("page_viewed", { ...view, ...properties });
  }

  function track(type, properties) {
    if (isOff) return;
    // randomUUID is missing in pages without TLS.
    const id = crypto.getRandomValues(new Uint32Array(4)).join("-");
    const event = { id, type, createdAt: new Date(), properties, userProperties: user };
    try {
      queue.push(JSON.stringify(event));
    } catch (error) {
      // The page goes on.
      return console.warn("evsrv:", error);
    }
    queue.splice(0, queue.length - MAX_QUEUED_EVENTS);
    if (url && bytesOf(queue.at(-1)) > MAX_BATCH_BYTES) post([queue.pop()]);
    schedule();
  }

  function schedule() {
    if (url && queue.length) timer ||= setTimeout(send, delay);
  }

  function send(isLeaving) {
    timer = clearTimeout(timer);
    while (queue.length) {
      const batch = [];
      let bytes = 2;
      do {
        bytes += bytesOf(queue[0]) + 1;
        batch.push(queue.shift());
      } while (queue.length && bytes + bytesOf(queue[0]) <= MAX_BATCH_BYTES);
      post(batch, isLeaving);
    }
  }

  const isFailure = (status) => status >= 500 || status == 429;

  async function post(batch, isLeaving) {
    const body = `[${batch}]`;
    // Text with a key in the URL needs no preflight request.
    if (isLeaving && !("keepalive" in Request.prototype) && navigator.sendBeacon(url, body)) return;
    const bytes = bytesOf(body);
    const keepalive = keptBytes + bytes <= MAX_BATCH_BYTES;
    if (keepalive) keptBytes += bytes;
    let left = batch;
    let wait = 0;
    try {
      const response = await fetch(url, { method: "POST", body, keepalive, credentials: "omit" });
      // Other refusals are final.
      if (!isFailure(response.status)) left = [];
      wait = response.headers.get("Retry-After") * 1000 || 0;
      const answer = await response.json();
      const results = answer.results ?? [{ problem: answer }];
      if (answer.results) left = batch.filter((_, place) => isFailure(results[place].problem?.status));
      for (const { problem } of results) if (problem) console.warn("evsrv:", problem.detail);
    } catch {
      // The status alone decides. Without one the events are sent again.
    }
    if (keepalive) keptBytes -= bytes;
    if (!left.length) {
      delay = MIN_DELAY_MS;
    } else {
      queue.unshift(...left);
      clearTimeout(timer);
      wait = Math.max(wait, delay * (1 + Math.random()));
      timer = setTimeout(send, Math.min(wait, MAX_DELAY_MS));
      delay *= 2;
    }
  }

  if (script?.dataset.key) init(script.dataset);
  return { init, identify, page, track };
})();
