"""Taking a file that was read into the database: staged, checked and merged in SQL, all or nothing. Knows no domain."""
