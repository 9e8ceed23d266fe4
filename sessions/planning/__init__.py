"""The plan of a year between the words that people write and its rows."""
