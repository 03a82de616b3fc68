"""Identity: accounts, memberships (a role at a scope), sign-in sessions, and the throttle on signing in."""
