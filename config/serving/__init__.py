"""What `make run` starts: one process that prepares the house and keeps its children alive."""
