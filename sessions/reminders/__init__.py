"""Who is reminded of what, each once: of sessions and their deadlines (`exchanges`), of tasks that were
agreed (`decisions`). Asked once a minute by beat."""
