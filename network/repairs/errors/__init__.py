"""Every way the repairs domain says no."""
