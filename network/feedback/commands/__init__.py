"""Every write of the feedback domain."""
