"""The tables of the manuals domain."""
