"""The port between the service and a database engine."""
