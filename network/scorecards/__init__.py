"""Scorecards: metrics measured from the records, schemes that turn them into points, runs that freeze a quarter."""
