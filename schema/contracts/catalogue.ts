/** A programme or product that a business offers. */
export interface CatalogueItem {
  /** stable within the tenant */
  key: string;
  name: string;
  category: string;
  /** ISO 3166 alpha-2 */
  country?: string;
  description: string;
  /** the least that it costs or asks for */
  minimum?: { amountMinor: number; currency: string };
  processingTime?: string;
  link?: string;
  /** 1 comes first */
  rank: number;
}
