"""The session page: gathers from sessions, lessons and reports; every part has its own edit page."""
