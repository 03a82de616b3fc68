"""Every way in which accounts, rights and sessions say no."""
