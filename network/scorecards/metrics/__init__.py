"""One file a metric. To add one: write its file, add one line to `catalogue.METRICS`."""
