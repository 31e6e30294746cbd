"""Tables of tuples that live beside the processes: the runtime half of ets.

tables    the tables of a node: identifiers, names, owners and what their death does
table     what all types of tables have in common
hashed    set, bag and duplicate_bag: a dict by stored key (terms.maps.key)
places    the order in which a hash table is walked, that of the reference's buckets
ordered   ordered_set: sorted chunks
sorting   keys as Python values that sort as the terms do
"""
