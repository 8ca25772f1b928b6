"""What surrounds the endpoints: health, logs, limits, and stopping."""
