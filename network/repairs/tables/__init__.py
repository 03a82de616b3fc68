"""The tables of the repairs domain."""
