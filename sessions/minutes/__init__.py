"""The minutes of a session: what stands in them, who may do what with them, how they go round
until they are confirmed. What changes them stands in `sessions.actions.minutes`."""
