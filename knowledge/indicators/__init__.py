"""Indicator systems as dated, cited data."""
