"""Every write of the training domain."""
