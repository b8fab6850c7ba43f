"""How long each page takes, on the sample records and on histories of twenty years."""
