"""The forms of the plan of a year: its table, the texts around it, a table pasted from Excel."""
