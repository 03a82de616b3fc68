"""Servicemark: the quality management system of a franchised service network."""

import os

os.environ.setdefault("PICCOLO_CONF", "network.piccolo_conf")
