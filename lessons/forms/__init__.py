"""What is typed about lessons, a module a subject."""
