"""Object code: the BEAM container, what we put into it, and the cache of generated Python.

container.py   chunks in and out of a file
chunks.py      the contents of each standard chunk
object_code.py one module as a .beam: write/1 and read/1
cache.py       generated Python by content, in the user's cache folder
"""
