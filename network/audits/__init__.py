"""What visits to a site found: checklists, programmes, filings from tablets, review, publication and appeals."""
