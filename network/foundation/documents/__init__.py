"""Documents that people write as YAML: read strictly, with every problem named by its place. Knows no domain."""
