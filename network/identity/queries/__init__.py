"""Every read of accounts, rights and sessions."""
