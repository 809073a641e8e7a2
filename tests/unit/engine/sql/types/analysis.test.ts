import { describe, expect, it } from 'vitest';
import * as dd from '$lib/engine/sql/types/double-double';

// Digits worked out with a 60-digit decimal library from the exact double.
describe('the nearest double', () => {
  it.each([
    ['sin(1)', dd.sin(1), 0.8414709848078965],
    ['sin(-0)', dd.sin(-0), -0],
    ['sin of a huge angle', dd.sin(1e300), -0.8178819121159087],
    ['cos(0.1)', dd.cos(0.1), 0.9950041652780258],
    ['tan(-5)', dd.tan(-5), 3.380515006246586],
    ['asin(1.5)', dd.asin(1.5), NaN],
    ['acos(-0.5)', dd.acos(-0.5), 2.0943951023931957],
    ['atan2(-10, 5)', dd.atan2(-10, 5), -1.1071487177940904],
    ['exp(1)', dd.exp(1), 2.718281828459045],
    ['exp(710)', dd.exp(710), Infinity],
    ['exp(-746)', dd.exp(-746), 0],
    ['ln(3)', dd.ln(3), 1.0986122886681098],
    ['ln(0)', dd.ln(0), -Infinity],
    ['ln of the smallest double', dd.ln(5e-324), -744.4400719213812],
    ['log10(1000)', dd.log10(1000), 3],
    ['cbrt(27)', dd.cbrt(27), 3],
    ['cbrt(-1)', dd.cbrt(-1), -1],
    ['2^0.5', dd.pow(2, 0.5), 1.4142135623730951],
    ['10^308', dd.pow(10, 308), 1e308],
    ['2^-1074', dd.pow(2, -1074), 5e-324],
    ['10^-5', dd.pow(10, -5), 0.00001],
    ['(-2)^3', dd.pow(-2, 3), -8],
    ['(-2)^0.5', dd.pow(-2, 0.5), NaN],
    ['1.1^1e300', dd.pow(1.1, 1e300), Infinity],
    ['sinh(2)', dd.sinh(2), 3.6268604078470186],
    ['tanh(0.5)', dd.tanh(0.5), 0.46211715726000974],
    ['sin(30°)', dd.sinOfDegrees(30), 0.5],
    ['cos(60°)', dd.cosOfDegrees(60), 0.5],
    ['sin(180°)', dd.sinOfDegrees(180), 0],
    ['tan(45°)', dd.tanOfDegrees(45), 1],
    ['acos(0.5) in degrees', dd.degreesOf('acos', 0.5), 60]
  ])('%s', (_name, value, expected) => expect(value).toBe(expected));
});
