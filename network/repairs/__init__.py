"""Repairs: the repair orders of the sites, the units they return to HQ, and the files these come from."""
