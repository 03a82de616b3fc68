"""What goes in and what comes out of the scorecards domain."""
