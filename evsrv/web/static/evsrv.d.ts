/** Types of evsrv.js, which sets `window.evsrv`. */

declare namespace evsrv {
  interface Options {
    /** A key of the kind `web`. */
    key: string;
    /** The URL of the server; by default the one that the script is loaded from. */
    server?: string;
    /** As for `identify`. */
    user?: User;
    /** Whether `page` is called as the page is shown; by default true. */
    pageViews?: boolean;
    /** Whether nothing is sent from browsers with Do Not Track or Global Privacy Control. */
    doNotTrack?: boolean;
    /** Whether events are also sent from browsers that a program drives (`navigator.webdriver`). */
    webdriver?: boolean;
  }

  /** The user's id, which becomes `userProperties.userId`, or all of `userProperties`. */
  type User = string | Properties | null;

  /** What `JSON.stringify` takes. An interface fits, which has no index signature. */
  type Properties = object;
}

declare const evsrv: {
  /** Start to send events. Only the first call has an effect. */
  init(options: evsrv.Options): void;
  /** Set the user of all events that follow; null for none. */
  identify(user: evsrv.User): void;
  /** Send `page_viewed` with path, title, referrer and utm parameters, and these properties. */
  page(properties?: evsrv.Properties): void;
  /** Send an event. */
  track(type: string, properties?: evsrv.Properties): void;
};

interface Window {
  evsrv: typeof evsrv;
}
