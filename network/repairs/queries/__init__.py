"""Every read of the repairs domain."""
