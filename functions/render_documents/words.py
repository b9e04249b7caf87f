"""Where the words of the PDFs are."""

from pathlib import Path

TEXTS = Path(__file__).parent / "texts"
