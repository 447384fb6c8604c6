"""The reading half of the import: bytes → sheets → tables → rows. Pure: no database, no clock."""
