"""The child that decodes one HEIC photo: `child.py` with a reader that needs 30 MB, which no other
photo pays for. Started as `child.py` is, with the same words.
"""

import runpy
from pathlib import Path

import pi_heif

if __name__ == "__main__":
    pi_heif.register_heif_opener(thumbnails=False)
    # `python -I` finds nothing beside the script by its name, so by its place.
    runpy.run_path(str(Path(__file__).with_name("child.py")), run_name="__main__")
