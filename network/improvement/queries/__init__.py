"""Every read of the improvement domain."""
