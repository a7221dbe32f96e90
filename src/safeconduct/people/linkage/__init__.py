"""Finding records that may be of one person: invented test sets, the model, pairs with their weights in words.

Nothing here merges anything. A pair is proposed, and an officer decides (:mod:`.adjudication`).
"""
