"""What is true of manuals by definition. Pure."""
