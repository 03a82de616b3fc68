"""Every write of the sites domain."""
