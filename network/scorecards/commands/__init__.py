"""Every write of the scorecards: schemes and runs."""
