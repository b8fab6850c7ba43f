"""Opens the cabinet, reads it, and writes to it, each write with its audit entry in one transaction.

`store` knows no screen. Pages and the command line call the same functions.
"""
