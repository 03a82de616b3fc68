from tests.served import app, browse, person, sites

__all__ = ["app", "browse", "person", "sites"]
