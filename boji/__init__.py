"""播绩 (Boji): appraisals and commissions of live streams, checkable down to the order line."""

__version__ = "0.1.0"
