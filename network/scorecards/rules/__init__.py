"""How a quarter is judged, without I/O and without a clock: schemes, scores, ranks, explanations, the life of a run.

Everything is `Decimal`; no float touches a score. Read `scoring` first.
"""
