"""Application crypto: `crypto` holds digests, authentication codes and random bytes, from Python's
own libraries; `ciphers` the ciphers, from the package `cryptography` if it is installed;
`streams` feeds them in pieces; `seeds` makes generators for `rand`.
"""
