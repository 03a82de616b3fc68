"""What comes out of handing in files of a month."""

from network.repairs.schemas.reports import ReceiptOut


class HandedInOut(ReceiptOut):
    """A receipt by itself, with what it is for. `revision` is the one that holds it; None when it was refused."""

    site: str
    month: str
