"""The tables of the audits domain."""
