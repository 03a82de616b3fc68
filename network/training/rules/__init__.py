"""What is true of training by definition. Pure."""
