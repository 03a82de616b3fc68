from tests.repairs.conftest import sites, store, take_sites

__all__ = ["sites", "store", "take_sites"]
