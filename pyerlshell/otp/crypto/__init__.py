"""Application crypto: `crypto` holds digests, authentication codes and random bytes, from Python's
own libraries; what needs the package `cryptography` (`package`) answers notsup without it:

    ciphers        ciphers whole; streams: in pieces
    keys           made and agreed on; key_forms: as terms and as objects; curves, primes, srp
    signing        and verifying; encrypting: with public and private keys
    seeds          generators for `rand`; engines, knowledge: what is asked about the library
"""
