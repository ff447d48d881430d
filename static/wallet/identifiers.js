/** What people type, scan or follow: national numbers, tickets, codes, claims. Pure, forgiving. */

const SEPARATORS = /[\s.\-–_]/g;
const CLAIM = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[A-Za-z0-9_-]{43}$/;
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

/** The claim of a sign-in, from a whole link or alone; null when it is none. */
export function readClaim(text) {
  const compact = text.trim();
  const marker = compact.indexOf("#c=");
  const value = marker >= 0 ? compact.slice(marker + 3) : compact;
  return CLAIM.test(value) ? value : null;
}

/** The two digits that a sign-in page shows; null when they are not two. */
export function readNumber(text) {
  const digits = text.replace(SEPARATORS, "");
  return /^\d{2}$/.test(digits) ? digits : null;
}

/** The 6 digits of a text message; null when they are not 6. */
export function readCode(text) {
  const digits = text.replace(SEPARATORS, "");
  return /^\d{6}$/.test(digits) ? digits : null;
}
