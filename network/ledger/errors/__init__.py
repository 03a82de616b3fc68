"""Every way the ledger says no."""
