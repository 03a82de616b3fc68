"""Every way the manuals domain says no."""
