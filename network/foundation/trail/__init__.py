"""The audit trail: append-only, a hash chain for each site and the network, written in the transaction it tells of."""
