"""What can be measured by itself: each part is a module whose `measure` gives a `Section`."""
