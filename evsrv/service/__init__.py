"""The use cases of the server: from a request's document to its answer."""
