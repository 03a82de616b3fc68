"""What every domain stands on: settings, database, access, errors, trail, periods, languages. Knows no domain, no HTTP."""
