"""Saving everything that must be kept into one file, and putting it back."""
