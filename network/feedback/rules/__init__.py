"""What is true of feedback by definition. Pure."""
