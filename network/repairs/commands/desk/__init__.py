"""Every write at the order desk of a site."""
