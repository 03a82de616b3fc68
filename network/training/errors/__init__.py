"""Every way the training domain says no."""
