"""A made-up service network, for showing and trying the product: files to import, generated from a seed.

Pure: no database, no HTTP, no clock. The people, companies and records in it are invented; only the places are real.
"""
