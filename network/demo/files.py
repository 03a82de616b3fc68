"""Writes a demo network as the files that `servicemark import` reads."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from network.demo.model import DemoNetwork, Files, HqReturn, Order, ServedCity, Site


def write(network: DemoNetwork, folder: Path) -> Files:
    """Write the four import files (UTF-8, commas, line feeds) into the folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    files = Files(folder / "sites.csv", folder / "orders.csv", folder / "hq-returns.csv", folder / "cities.csv")
    _write(files.sites, Site._fields, network.sites)
    _write(files.orders, Order._fields, network.orders)
    _write(files.returns, HqReturn._fields, network.returns)
    _write(files.cities, ServedCity._fields, network.cities)
    return files


def write_orders(path: Path, orders: Sequence[Order]) -> Path:
    """A file of these orders alone."""
    _write(path, Order._fields, orders)
    return path


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
