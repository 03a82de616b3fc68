"""Every write of the repairs domain."""
