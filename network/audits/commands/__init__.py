"""Every write of the audits domain."""
