"""The tables of the feedback domain."""
