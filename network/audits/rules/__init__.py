"""What is true of checklists, visits and their scores by definition. Pure."""
