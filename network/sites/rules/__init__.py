"""What is true of sites, applications and certificates by definition. Pure."""
