"""Every write of the manuals domain."""
