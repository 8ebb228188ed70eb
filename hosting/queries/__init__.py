"""What the page of operations and the metrics read. Each answer comes from an index or from a few rows."""
