"""An address as a QR code."""

from io import BytesIO

import segno


def qr_svg(address: str) -> str:
    """Black on nothing, with the margin that scanners need."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, nl=False)
    return drawn.getvalue().decode()
