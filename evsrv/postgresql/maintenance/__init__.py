"""Operations on a whole PostgreSQL database, also beside running servers."""
