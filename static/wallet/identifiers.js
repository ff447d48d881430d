/** What people type or follow: national numbers, tickets, codes. Pure, forgiving. */

const SEPARATORS = /[\s.\-–_]/g;
const ACTIVATION = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** 12 digits beginning with 8, from 11 (RPPS) or 12 digits with any separators; null when it is neither. */
export function readNationalId(text) {
  const digits = text.replace(SEPARATORS, "");
  if (/^8\d{11}$/.test(digits)) return digits;
  if (/^\d{11}$/.test(digits)) return `8${digits}`;
  return null;
}

/** "8 9970 0000 012": the number in groups that the eye can follow. */
export function groupNationalId(nationalId) {
  return /^\d{12}$/.test(nationalId) ? nationalId.replace(/^(\d)(\d{4})(\d{4})(\d{3})$/, "$1 $2 $3 $4") : nationalId;
}

/** {activation (or null), ticket} from a whole link, "activation.ticket" or a bare ticket; null when empty. */
export function readTicket(text) {
  const compact = text.trim().replace(/\s/g, "");
  const marker = compact.indexOf("#t=");
  const value = marker >= 0 ? compact.slice(marker + 3) : compact;
  if (value === "") return null;
  const dot = value.indexOf(".");
  if (dot > 0 && ACTIVATION.test(value.slice(0, dot))) {
    const ticket = value.slice(dot + 1);
    return ticket === "" ? null : { activation: value.slice(0, dot).toLowerCase(), ticket };
  }
  return { activation: null, ticket: value };
}

/** The 6 digits of a text message; null when they are not 6. */
export function readCode(text) {
  const digits = text.replace(SEPARATORS, "");
  return /^\d{6}$/.test(digits) ? digits : null;
}
