"""What is decided about the ledger: pure, without a clock."""
