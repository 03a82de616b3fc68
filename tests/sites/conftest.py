from tests.repairs.conftest import sites, store, take_sites
from tests.served import app, browse, person

__all__ = ["app", "browse", "person", "sites", "store", "take_sites"]
