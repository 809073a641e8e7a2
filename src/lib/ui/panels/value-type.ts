/** What the name of a type says of how its values are shown: numbers stand to the right, bytes in the colour of data. */

export const isNumberType = (type: string): boolean => /^(INT|FLOAT|DECIMAL|NUMERIC)/i.test(type);

export const isBytesType = (type: string): boolean => /^BYTES/i.test(type);
