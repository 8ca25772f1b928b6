"""HTTP: routes, keys, bodies and problems."""
