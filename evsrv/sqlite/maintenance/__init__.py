"""Care of the file: backup, check, prune, promote, retention."""
