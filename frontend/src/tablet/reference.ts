// Where the photos that stand beside questions come from, and where they are kept for later.

export const REFERENCE_PHOTOS = "servicemark-reference-photos";
export const REFERENCE_ADDRESS = "/api/v1/reference-photos/";
