"""Reading CSV and XLSX files from strangers: safely, fast, and with every fault of every row found in one go.

`layout` says what is expected, `profile` how a foreign file maps to it, `read` does it in a killable child process,
`workbook` hands the failing rows back. Nothing here knows what the columns mean.
"""
