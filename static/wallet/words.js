/** The page's words: sentences translated by the server in <template id="messages">, and dates in its language. */

const LANGUAGE = document.documentElement.lang || "fr";

/** The sentence of a code, with {name} places filled. "" when there is none. */
export function message(code, values = {}) {
  const sentences = document.getElementById("messages").content;
  const text = sentences.querySelector(`[data-message="${CSS.escape(code)}"]`)?.textContent ?? "";
  return text.replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
}

/** The sentence for one or for many: codes end in _one and _many. French says "one" of zero too. */
export function counted(code, count) {
  const form = new Intl.PluralRules(LANGUAGE).select(count) === "one" ? "one" : "many";
  return message(`${code}_${form}`, { count });
}

export function asDate(instant) {
  return format(instant, { dateStyle: "long" });
}

export function asTime(instant) {
  return format(instant, { timeStyle: "medium" });
}

export function asDateAndTime(instant) {
  return format(instant, { dateStyle: "long", timeStyle: "short" });
}

function format(instant, options) {
  const date = new Date(instant ?? NaN);
  return Number.isNaN(date.getTime()) ? "" : new Intl.DateTimeFormat(LANGUAGE, options).format(date);
}
