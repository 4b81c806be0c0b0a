"""Lists of entities, kept by people: changed one by one or by a file, and shown."""
