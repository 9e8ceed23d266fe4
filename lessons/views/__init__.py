"""The pages of the work on a lesson, a module a subject."""
