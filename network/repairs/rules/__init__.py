"""What is true of repairs, returns and reports by definition. Pure."""
