"""A QR code as a picture inside a page: no style of its own, so that the policy of content allows it."""

from io import BytesIO

import segno


def code_picture(text: str, title: str) -> str:
    """The SVG element; `title` says to a screen reader what it is."""
    made = BytesIO()
    segno.make(text, error="m", micro=False).save(
        made, kind="svg", xmldecl=False, svgns=False, scale=4, border=2, title=title, omitsize=False, svgclass="qr"
    )
    return made.getvalue().decode().replace("<svg ", f'<svg role="img" aria-label="{title}" ', 1)
