import type { Delimiter } from './delimiter.ts';

// OWASP: what a spreadsheet takes for a formula, or for the beginning of another cell
const formula = /^[=+\-@\t\r\n＝＋－＠]/u;

/**
 * A cell of a file that people open in a spreadsheet: quoted where it must be, and with an apostrophe before whatever would
 * be run as a formula.
 */
export const csvCell = (value: string | number | null): string => {
  if (value === null) return '';
  // a number of ours is none of somebody else's formulas
  const text = typeof value === 'string' && formula.test(value) ? `'${value}` : String(value);
  return /[",;\n\r\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** One line of such a file, as RFC 4180 ends it. */
export const csvLine = (values: readonly (string | number | null)[], delimiter: Delimiter = ','): string =>
  `${values.map(csvCell).join(delimiter)}\r\n`;

/** The cell without the apostrophe that `csvCell` puts before formulas: a file of ours reads as it was. */
export const withoutApostrophe = (cell: string): string =>
  cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell;
