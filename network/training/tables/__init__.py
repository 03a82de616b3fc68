"""The tables of the training domain."""
