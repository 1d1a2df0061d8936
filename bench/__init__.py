"""The bench: how fast and how small a run is, side by side with a raw GROUP BY, polars and pandas.

`python -m bench` makes its data once (`bench.data`), measures every case in a process of its own
(`bench.case`) and prints one table (`bench.table`). docs/performance.md explains what is measured.
"""
