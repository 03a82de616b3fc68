"""Every way the audits domain says no."""
