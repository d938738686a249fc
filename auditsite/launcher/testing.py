"""bin/test and bin/manage: a command with servers behind it."""
