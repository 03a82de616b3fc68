"""Every read of the audits domain."""
