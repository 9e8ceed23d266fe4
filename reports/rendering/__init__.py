"""The ink: a document tree becomes a PDF, page images or a Word file.

Pure: no database, no settings, no clock, no network. The same document and the same
photos give the same bytes.
"""
