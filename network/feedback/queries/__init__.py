"""Every read of the feedback domain."""
