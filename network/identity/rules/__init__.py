"""What is true of accounts, rights and sign-ins by definition. Pure."""
