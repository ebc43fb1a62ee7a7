"""What records kept → tidy tables; docs/tables.md has their columns and units."""
