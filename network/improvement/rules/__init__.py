"""What is true of findings and corrective actions by definition. Pure."""
