"""Nothing is done twice: an act that is asked for again with the same key gives the answer that it gave at first.

For machines the key is the header Idempotency-Key (IETF draft-ietf-httpapi-idempotency-key-header), for pages a hidden
field that `{% once %}` writes. Key and answer are kept in the transaction of the act itself, so that there is never one
without the other, and for a day. Two answers are never mixed up: a key belongs to the account that sent it.
"""
