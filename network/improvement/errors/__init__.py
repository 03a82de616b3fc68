"""Every way the improvement domain says no."""
