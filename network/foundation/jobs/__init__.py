"""Jobs: work that a transaction leaves to be done after it, in a queue that the same database keeps."""
