"""The server's settings. Written anew at each start; ALTER SYSTEM outlasts that and wins."""

import os
from pathlib import Path

MEGABYTE = 1024 * 1024
CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")

SETTINGS = {
    # Reached only from this machine, only with a password.
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "password_encryption": "scram-sha-256",
    # Sized for metrics over millions of orders on a small machine, measured.
    "work_mem": "64MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "jit": "off",
    # The same on every machine.
    "timezone": "UTC",
    "log_timezone": "UTC",
    "datestyle": "iso, ymd",
    "lc_messages": "C",
    "default_text_search_config": "pg_catalog.simple",
    # A client that dies or hangs gives its locks back.
    "idle_in_transaction_session_timeout": "60s",
    "client_connection_check_interval": "10s",
    # One file a weekday, each emptied when its day comes again.
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    "log_line_prefix": "%m [%p] %q%a %u@%d ",
    "log_lock_waits": "on",
}
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
# Whoever makes and drops a database walks all buffers several times: few of them, for tests do that all the time.
FLEETING = {**dict.fromkeys(DURABLE, "off"), "shared_buffers": "64MB"}


def text(port: int, *, durable: bool) -> str:
    """The configuration file for this port. Without `durable` a crash of the machine may ruin it: for tests."""
    memory = _memory()
    sized = {
        "port": str(port),
        "shared_buffers": f"{max(min(memory // 4, 1024 * MEGABYTE) // MEGABYTE, 16)}MB",
        "effective_cache_size": f"{max(memory // 2 // MEGABYTE, 64)}MB",
    }
    settings = SETTINGS | sized | (DURABLE if durable else FLEETING)
    return "".join(f"{name} = '{value}'\n" for name, value in settings.items())


def _memory() -> int:
    """Bytes of memory of this machine, or what its container allows when that is less."""
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        limit = CONTAINER_LIMIT.read_text().strip()
    except OSError:
        return machine
    return min(machine, int(limit)) if limit.isdigit() else machine
