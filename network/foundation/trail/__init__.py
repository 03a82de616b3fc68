"""The audit trail: append-only, a hash chain for each site and for the network, written in the transaction it tells of."""
