/** The screens by their names in the address. */
import { About } from "./about/about.js";
import { Explore } from "./explore/explore.js";
import { Overview } from "./overview/overview.js";
import { Properties } from "./properties/properties.js";

/** @typedef {{name: string, title: string, View: (props: {}) => unknown}} Screen */

/** @type {readonly [Screen, ...Screen[]]} */
export const SCREENS = [
  { name: "overview", title: "Overview", View: Overview },
  { name: "explore", title: "Explore", View: Explore },
  { name: "properties", title: "Properties", View: Properties },
  { name: "about", title: "About", View: About },
];
