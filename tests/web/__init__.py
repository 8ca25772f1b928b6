"""The surroundings of the endpoints: health, logs, limits, and stopping."""
