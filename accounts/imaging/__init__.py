"""Photos at the door: the real type, upright, no metadata, three sizes; or a sentence that says no.

`kinds.py` looks at the first bytes, `child.py` (for HEIC `heic_child.py`) decodes in a limited
process of its own, `door.py` is the seam between them and the rest of the app.
"""

from accounts.imaging.door import (
    PAGE_EDGE,
    PHOTO_EDGE,
    Derivatives,
    PhotoRefused,
    derive,
)

__all__ = ["PAGE_EDGE", "PHOTO_EDGE", "Derivatives", "PhotoRefused", "derive"]
