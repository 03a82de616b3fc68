"""The audit trail: append-only, one hash chain per site and one for the network, written in the transaction it tells of."""
