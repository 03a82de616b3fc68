"""What customers and sites say of the service: satisfaction answers and complaints, and what they were charged."""
