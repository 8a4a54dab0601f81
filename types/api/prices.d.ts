/** A price read from the pricing answer: a snapshot, never a promise (contract section 7). */
export interface Estimate {
    pricingModel: string;
    estimatedUsd: number;
    billingBasis: string;
    pricingPage: string;
    note: string;
}
