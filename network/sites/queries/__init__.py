"""Every read of the sites domain."""
