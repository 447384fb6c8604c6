"""The checking half of the import: rows of a recognised list → typed rows and findings."""
