"""Every way the sites domain says no."""
