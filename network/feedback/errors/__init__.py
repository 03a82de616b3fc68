"""Every way the feedback domain says no."""
