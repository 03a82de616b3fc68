"""The tables of the sites domain."""
