"""The people behind the entries of staff lists."""

from piccolo.columns import UUID
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table


class Person(Table, tablename="person"):
    """Somebody who works in the network, at whatever site: what they have learnt goes with them.

    How they are called is for each site's own list to say (`staff_member`).
    """

    id = UUID(primary_key=True, default=UUID4())
    account = UUID(null=True, default=None, unique=True, help_text="By which they sign in; never changed once given.")
