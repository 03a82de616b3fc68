"""Evidence that applicants of the demo hand in: a drawn shop front, and a page that says what it stands for."""

import io
from random import Random

from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

_WIDTH, _HEIGHT = 960, 640
_WALLS = ("#d8c7a8", "#c9b8a0", "#b7c4cc", "#c8cfb8", "#d2b9ae")
_SIGNS = ("#0b2545", "#7a1f1f", "#0e5e5d", "#3a2a6b")


def shop_front(rng: Random) -> bytes:
    """A JPEG of a street with a shop: no two alike."""
    image = Image.new("RGB", (_WIDTH, _HEIGHT), "#b9d3ea")
    pen = ImageDraw.Draw(image)
    for left in range(-80, _WIDTH, 210):
        top = rng.randrange(60, 200)
        pen.rectangle((left, top, left + 200, 500), fill=rng.choice(_WALLS))
        for row in range(top + 20, 300, 60):
            for column in range(left + 20, left + 180, 60):
                pen.rectangle((column, row, column + 36, row + 36), fill="#8aa3b5")
    pen.rectangle((0, 500, _WIDTH, 540), fill="#a9a9a3")
    pen.rectangle((0, 540, _WIDTH, _HEIGHT), fill="#6e6e6a")
    shop = rng.randrange(240, 420)
    pen.rectangle((shop, 300, shop + 300, 360), fill=rng.choice(_SIGNS))
    pen.rectangle((shop, 360, shop + 300, 500), fill="#f3efe4")
    pen.rectangle((shop + 16, 376, shop + 170, 480), fill="#cfe3ee")
    pen.rectangle((shop + 200, 376, shop + 270, 500), fill="#5b4a36")
    written = io.BytesIO()
    image.save(written, "JPEG", quality=80)
    return written.getvalue()


def paper(title: str, holder: str) -> bytes:
    """A PDF of one page that names what it stands for and whose it is."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(595, 842), invariant=True)
    canvas.setFont("Helvetica-Bold", 22)
    canvas.drawString(72, 740, title)
    canvas.setFont("Helvetica", 13)
    canvas.drawString(72, 706, holder)
    canvas.drawString(72, 680, "Specimen of the demo network")
    canvas.save()
    return written.getvalue()
