"""Readers of exports, one module or package per platform."""
