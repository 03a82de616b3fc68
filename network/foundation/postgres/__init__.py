"""The embedded PostgreSQL: one private cluster in a folder, shared by every process that uses the folder.

Nothing is installed and nothing needs configuring: binaries are found, the cluster is made at first use, started for
the first process that needs it and stopped by the last. POSIX only (flock, accounts, signals).
"""

from network.foundation.postgres.cluster import Cluster, Status
from network.foundation.postgres.server import Server

__all__ = ["Cluster", "Server", "Status"]
