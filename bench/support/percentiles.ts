/** The value below which the given share of the values lies, by nearest rank. */
export const percentile = (values: number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};

export const ms = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));
