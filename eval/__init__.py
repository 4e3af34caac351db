"""Evaluation: datasets, runs, metrics, comparison and reports."""
