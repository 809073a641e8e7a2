import { dd, exp, minus, over, plus, times, type Double2 } from '../types/double-double';

/** The error function, to the last digit or nearly so and the same in every JavaScript engine. */

const TWO_OVER_ROOT_PI: Double2 = dd(1.1283791670955126, 1.533545961316588e-17);

/** Beyond this the series needs more digits than two floats have, and the fraction takes over. */
const SERIES_END = 3;

/** From here on `erf` is one. */
const ONE_FROM = 6;

/** erf(x) = 2/√π · Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1)), for |x| up to 3: its largest terms take four digits of thirty-two. */
function erfSeries(x: number): Double2 {
  const square = times(dd(x), dd(x));
  let power = dd(x);
  let sum = power;
  for (let n = 1; n < 100; n++) {
    power = over(times(power, square), dd(-n));
    const term = over(power, dd(2 * n + 1));
    sum = plus(sum, term);
    if (Math.abs(term.hi) < 1e-34) break;
  }
  return times(sum, TWO_OVER_ROOT_PI);
}

/** erfc(x) for x ≥ 3 by its continued fraction, evaluated from its end. */
function erfcFraction(x: number): number {
  let fraction = x;
  for (let n = 60; n > 0; n--) fraction = x + n / 2 / fraction;
  const square = times(dd(x), dd(x));
  return (exp(-square.hi) * (1 - square.lo) * TWO_OVER_ROOT_PI.hi) / 2 / fraction;
}

export function erf(x: number): number {
  if (x !== x) return x;
  if (Math.abs(x) <= SERIES_END) return erfSeries(x).hi;
  if (Math.abs(x) >= ONE_FROM) return Math.sign(x);
  return x > 0 ? 1 - erfcFraction(x) : erfcFraction(-x) - 1;
}

/** One minus `erf`, without losing the digits of small results. */
export function erfc(x: number): number {
  if (x !== x) return x;
  if (Math.abs(x) <= SERIES_END) return minus(dd(1), erfSeries(x)).hi;
  return x > 0 ? erfcFraction(x) : 2 - erfcFraction(-x);
}
