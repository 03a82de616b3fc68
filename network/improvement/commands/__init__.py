"""Every write of the improvement domain."""
