"""What every domain stands on: settings, database, access, errors, trail, periods, languages. No domain, no HTTP."""
