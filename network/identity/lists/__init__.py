"""Lists: their columns and filters, for the page, its export and the API."""
