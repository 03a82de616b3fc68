// Exact decimals: scores must come out the same here and at the server. Only divisions round, half away from zero.

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
  const places = fraction.length - Number(exponent);
  return places < 0 ? { units: units * 10n ** BigInt(-places), places: 0 } : { units, places };
}

/** A decimal of the document or of an answer that was checked before. */
export function decimal(written: string | number): Decimal {
  const found = parsed(String(written));
  if (!found) throw new RangeError(`${written} is no decimal`);
  return found;
}

export function plus(left: Decimal, right: Decimal): Decimal {
  const places = Math.max(left.places, right.places);
  return { units: scaled(left, places) + scaled(right, places), places };
}

export function minus(left: Decimal, right: Decimal): Decimal {
  return plus(left, { units: -right.units, places: right.places });
}

export function times(left: Decimal, right: Decimal): Decimal {
  return { units: left.units * right.units, places: left.places + right.places };
}

/** Rounded to so many places, half away from zero. */
export function over(left: Decimal, right: Decimal, places: number): Decimal {
  const shift = places + right.places - left.places;
  const numerator = left.units * 10n ** BigInt(Math.max(0, shift));
  const divisor = right.units * 10n ** BigInt(Math.max(0, -shift));
  const isNegative = numerator < 0n !== divisor < 0n;
  const [size, by] = [absolute(numerator), absolute(divisor)];
  const units = size / by + ((size % by) * 2n >= by ? 1n : 0n);
  return { units: isNegative ? -units : units, places };
}

/** Below 0, 0 or above 0, as `left` is less than, equal to or more than `right`. */
export function compare(left: Decimal, right: Decimal): number {
  const { units } = minus(left, right);
  return units < 0n ? -1 : units > 0n ? 1 : 0;
}

export function least(left: Decimal, right: Decimal): Decimal {
  return compare(left, right) <= 0 ? left : right;
}

export function most(left: Decimal, right: Decimal): Decimal {
  return compare(left, right) >= 0 ? left : right;
}

/** Written with two decimals. */
export function toCents(value: Decimal): string {
  const { units } = over(value, ONE, 2);
  const digits = absolute(units).toString().padStart(3, "0");
  return `${units < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function scaled(value: Decimal, places: number): bigint {
  return value.units * 10n ** BigInt(places - value.places);
}

function absolute(units: bigint): bigint {
  return units < 0n ? -units : units;
}
