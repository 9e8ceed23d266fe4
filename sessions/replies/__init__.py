"""What schools answer: how much room there is and until when, what the school, the host, a principal
who is asked and the holder of a link see. What changes it stands in `sessions.actions.replies`."""
