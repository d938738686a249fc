"""A fictional partnership to look around in. Everybody, every place and every case is invented."""
