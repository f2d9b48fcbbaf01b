"""Zhiqiao 智桥: carries research into industry."""

__version__ = "0.1.0"
