"""Every read of the manuals domain."""
