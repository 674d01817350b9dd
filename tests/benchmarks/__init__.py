"""Benchmarks: what Waymark's own work costs beside the least that the same work can cost.

`manage.py bench` runs them. Every benchmark measures both sides in the same process, on data that it builds itself in a
scratch database, and reports the ratio: ratios travel between machines, milliseconds do not.
"""
