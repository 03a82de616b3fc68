"""Pages of the feedback domain."""
