"""The tables of the improvement domain."""
