/** What browser this is, in the few words a person recognises. Guessed; decides nothing. */

import { APP_VERSION } from "./settings.js";
import { message } from "./words.js";

const BROWSERS = [["Edg", "Edge"], ["OPR", "Opera"], ["SamsungBrowser", "Samsung Internet"], ["Firefox", "Firefox"], ["FxiOS", "Firefox"], ["Chrom", "Chrome"], ["CriOS", "Chrome"], ["Safari", "Safari"]];
const SYSTEMS = [["iPhone", "iPhone"], ["iPad", "iPad"], ["Android", "Android"], ["Windows", "Windows"], ["Mac OS", "macOS"], ["CrOS", "ChromeOS"], ["Linux", "Linux"]];

function recognise(pairs, userAgent) {
  return pairs.find(([mark]) => userAgent.includes(mark))?.[1] ?? "?";
}

/** "Firefox on Android", in the page's language; the text itself when nothing is recognised. */
export function describe(userAgent) {
  const values = { browser: recognise(BROWSERS, userAgent), system: recognise(SYSTEMS, userAgent) };
  return values.browser === "?" && values.system === "?" ? userAgent : message("device", values);
}

/** The `device` of a binding. */
export function thisDevice() {
  return { name: describe(navigator.userAgent), platform: recognise(SYSTEMS, navigator.userAgent), app_version: APP_VERSION };
}
