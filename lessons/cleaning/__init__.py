"""A plan's file without what it says of its author: what everybody but who handed it in is given.

`door.py` is the seam; `child.py` works in a limited process of its own on `office.py` (Word and
PowerPoint), `portable.py` (PDF) or `pictures.py` (JPEG and PNG). Nothing here knows a row.
"""
