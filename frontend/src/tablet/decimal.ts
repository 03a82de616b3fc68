// Exact decimals that round as Python's do: 28 digits, half to even. Scores must come out the same on both sides.

const DIGITS = 28;

/** `units` times ten to the power of `-places`. */
export interface Decimal {
  units: bigint;
  places: number;
}

export const ZERO: Decimal = { units: 0n, places: 0 };
export const ONE: Decimal = { units: 1n, places: 0 };

const WRITTEN = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

/** The decimal that a text writes; null for a text that writes none. */
export function parsed(text: string): Decimal | null {
  const match = WRITTEN.exec(text.trim());
  const [, sign, whole = "", fraction = "", exponent = "0"] = match ?? [];
  if (!match || whole + fraction === "") return null;
  const units = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  return { units, places: fraction.length - Number(exponent) };
}

/** A decimal of the document or of an answer that was checked before. */
export function decimal(written: string | number): Decimal {
  const found = parsed(String(written));
  if (!found) throw new RangeError(`${written} is no decimal`);
  return found;
}

export function plus(left: Decimal, right: Decimal): Decimal {
  const places = Math.max(left.places, right.places);
  return rounded({ units: scaled(left, places) + scaled(right, places), places });
}

export function minus(left: Decimal, right: Decimal): Decimal {
  return plus(left, { units: -right.units, places: right.places });
}

export function times(left: Decimal, right: Decimal): Decimal {
  return rounded({ units: left.units * right.units, places: left.places + right.places });
}

export function over(left: Decimal, right: Decimal): Decimal {
  // Two digits more than are kept, and a last one that is not zero when anything was left over.
  const shift = Math.max(0, DIGITS + 2 + digitsOf(right.units) - digitsOf(left.units));
  const numerator = left.units * 10n ** BigInt(shift);
  const quotient = numerator / right.units;
  const rest = numerator % right.units === 0n ? 0n : (left.units < 0n) === (right.units < 0n) ? 1n : -1n;
  return rounded({ units: quotient * 10n + rest, places: left.places + shift - right.places + 1 });
}

/** Below 0, 0 or above 0, as `left` is less than, equal to or more than `right`. */
export function compare(left: Decimal, right: Decimal): number {
  const places = Math.max(left.places, right.places);
  const [one, other] = [scaled(left, places), scaled(right, places)];
  return one < other ? -1 : one > other ? 1 : 0;
}

export function least(left: Decimal, right: Decimal): Decimal {
  return compare(left, right) <= 0 ? left : right;
}

export function most(left: Decimal, right: Decimal): Decimal {
  return compare(left, right) >= 0 ? left : right;
}

/** Written with two decimals, half away from zero. */
export function toCents(value: Decimal): string {
  const units = value.places <= 2 ? scaled(value, 2) : halved(value.units, 10n ** BigInt(value.places - 2), false);
  const digits = (units < 0n ? -units : units).toString().padStart(3, "0");
  return `${units < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function scaled(value: Decimal, places: number): bigint {
  return value.units * 10n ** BigInt(places - value.places);
}

function digitsOf(units: bigint): number {
  return (units < 0n ? -units : units).toString().length;
}

function rounded(value: Decimal): Decimal {
  const excess = digitsOf(value.units) - DIGITS;
  if (excess <= 0) return value;
  return rounded({ units: halved(value.units, 10n ** BigInt(excess), true), places: value.places - excess });
}

function halved(units: bigint, divisor: bigint, toEven: boolean): bigint {
  const size = units < 0n ? -units : units;
  const whole = size / divisor;
  const twice = (size % divisor) * 2n;
  const up = twice > divisor || (twice === divisor && (!toEven || whole % 2n === 1n));
  return (up ? whole + 1n : whole) * (units < 0n ? -1n : 1n);
}
