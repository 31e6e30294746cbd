"""The module `dets_v9`: the files of dets, in format version 9, that of the reference.

functions   what dets.erl calls: open, update, look up, walk, save
header      the first bytes of a file
buddy       which parts of a file are free
buckets     objects with keys of one slot, as bytes
table       an open file: slots, the cache of updates, growing
scanning    all objects, in the order of their places in the file
building    a whole file from objects: filling, repairing, copying
"""

from pyerlshell.otp.stdlib.dets_v9.functions import dets_v9

__all__ = ["dets_v9"]
