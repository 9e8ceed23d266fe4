"""First step of every paper: questions to the database, answered as frozen dataclasses."""
