/** Which PINs are too easy. Pure; the server never sees a PIN, so only phones can tell. */

export const PIN_MIN = 4;
export const PIN_MAX = 8;
export const PIN_ADVISED = 6;

const UP = 1;
const DOWN = 9; // one less, modulo ten

function isRepeated(pin) {
  for (let size = 1; size <= pin.length / 2; size += 1) {
    if (pin.length % size === 0 && pin === pin.slice(0, size).repeat(pin.length / size)) return true;
  }
  return false;
}

function isSequence(pin) {
  const steps = [...pin].slice(1).map((digit, index) => (Number(digit) - Number(pin[index]) + 10) % 10);
  return steps.every((step) => step === UP) || steps.every((step) => step === DOWN);
}

function isYear(text) {
  return /^(19|20)\d\d$/.test(text);
}

function isDayMonth(day, month) {
  return Number(day) >= 1 && Number(day) <= 31 && Number(month) >= 1 && Number(month) <= 12;
}

function isDate(pin) {
  if (pin.length === 4) return isYear(pin);
  if (pin.length === 6) {
    const [first, second, third] = [pin.slice(0, 2), pin.slice(2, 4), pin.slice(4)];
    return isDayMonth(first, second) || isDayMonth(third, second) || (isYear(pin.slice(2)) && isDayMonth(1, first));
  }
  if (pin.length !== 8) return false;
  return (
    (isYear(pin.slice(4)) && isDayMonth(pin.slice(0, 2), pin.slice(2, 4))) ||
    (isYear(pin.slice(0, 4)) && isDayMonth(pin.slice(6), pin.slice(4, 6)))
  );
}

/** null when the PIN may serve; otherwise why not: length, repeated, sequence, date, same_as_code, in_number. */
export function weakness(pin, { smsCode = "", nationalId = "" } = {}) {
  if (!/^\d+$/.test(pin) || pin.length < PIN_MIN || pin.length > PIN_MAX) return "length";
  if (isRepeated(pin)) return "repeated";
  if (isSequence(pin)) return "sequence";
  if (isDate(pin)) return "date";
  if (pin === smsCode) return "same_as_code";
  if (nationalId.includes(pin)) return "in_number";
  return null;
}
