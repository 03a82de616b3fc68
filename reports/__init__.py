"""Drawing only: a frozen sheet and a language in, PDF, SVG or XLSX out. Imports nothing of `network`."""
