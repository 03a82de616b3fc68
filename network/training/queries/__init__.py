"""Every read of the training domain."""
