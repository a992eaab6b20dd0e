"""A determination put before people and programs: plain data, a worksheet, an explanation."""
