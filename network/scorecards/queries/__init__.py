"""Every read of the scorecards."""
