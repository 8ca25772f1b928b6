"""Plans as PostgreSQL's SQL."""
